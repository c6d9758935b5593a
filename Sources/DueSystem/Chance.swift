/// A number from 0 to 1 that depends on `text` and `salt` only: jitter that can be repeated.
package func chance(_ text: String, _ salt: UInt64) -> Double {
  var state: UInt64 = 0xcbf2_9ce4_8422_2325 ^ (salt &* 0x9e37_79b9_7f4a_7c15)
  for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  state = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
  state = (state ^ (state >> 27)) &* 0x94d0_49bb_1331_11eb
  state ^= state >> 31
  return Double(state >> 11) / Double(1 << 53)
}
