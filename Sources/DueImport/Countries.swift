import DueSystem

/// Codes of countries: ISO 3166-1.
enum Countries {
  /// The country of two letters for what a record says.
  ///
  /// Codes of three letters become those of two, small letters capital ones; other texts are kept
  /// as they are. All of that is noted.
  static func alpha2(_ value: Bytes, _ arena: inout ByteArena, _ notes: inout RecordNotes) -> Bytes
  {
    if value.count == 2, value[0] &- 65 < 26, value[1] &- 65 < 26 { return arena.copy(value) }
    if value.isEmpty { return value }
    let text = value.string
    var code = text.uppercased()
    if let two = byAlpha3[code] { code = two }
    guard code.utf8.count == 2, code.utf8.allSatisfy({ $0 &- 65 < 26 }) else {
      notes.add(
        .country, "Location.Country?",
        "expected a country of two letters in 'Location.Country', kept '\(text)'")
      return arena.copy(value)
    }
    notes.add(
      .country, "Location.Country",
      "expected a country of two letters in 'Location.Country', took '\(text)' for '\(code)'")
    return code.withUTF8 { arena.copy(Bytes($0)) }
  }

  /// Each country: its code of two letters, then that of three.
  private static let codes = """
    AWABW AFAFG AOAGO AIAIA AXALA ALALB ADAND AEARE ARARG AMARM ASASM AQATA TFATF AGATG AUAUS
    ATAUT AZAZE BIBDI BEBEL BJBEN BQBES BFBFA BDBGD BGBGR BHBHR BSBHS BABIH BLBLM BYBLR BZBLZ
    BMBMU BOBOL BRBRA BBBRB BNBRN BTBTN BVBVT BWBWA CFCAF CACAN CCCCK CHCHE CLCHL CNCHN CICIV
    CMCMR CDCOD CGCOG CKCOK COCOL KMCOM CVCPV CRCRI CUCUB CWCUW CXCXR KYCYM CYCYP CZCZE DEDEU
    DJDJI DMDMA DKDNK DODOM DZDZA ECECU EGEGY ERERI EHESH ESESP EEEST ETETH FIFIN FJFJI FKFLK
    FRFRA FOFRO FMFSM GAGAB GBGBR GEGEO GGGGY GHGHA GIGIB GNGIN GPGLP GMGMB GWGNB GQGNQ GRGRC
    GDGRD GLGRL GTGTM GFGUF GUGUM GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IMIMN ININD
    IOIOT IEIRL IRIRN IQIRQ ISISL ILISR ITITA JMJAM JEJEY JOJOR JPJPN KZKAZ KEKEN KGKGZ KHKHM
    KIKIR KNKNA KRKOR KWKWT LALAO LBLBN LRLBR LYLBY LCLCA LILIE LKLKA LSLSO LTLTU LULUX LVLVA
    MOMAC MFMAF MAMAR MCMCO MDMDA MGMDG MVMDV MXMEX MHMHL MKMKD MLMLI MTMLT MMMMR MEMNE MNMNG
    MPMNP MZMOZ MRMRT MSMSR MQMTQ MUMUS MWMWI MYMYS YTMYT NANAM NCNCL NENER NFNFK NGNGA NINIC
    NUNIU NLNLD NONOR NPNPL NRNRU NZNZL OMOMN PKPAK PAPAN PNPCN PEPER PHPHL PWPLW PGPNG PLPOL
    PRPRI KPPRK PTPRT PYPRY PSPSE PFPYF QAQAT REREU ROROU RURUS RWRWA SASAU SDSDN SNSEN SGSGP
    GSSGS SHSHN SJSJM SBSLB SLSLE SVSLV SMSMR SOSOM PMSPM RSSRB SSSSD STSTP SRSUR SKSVK SISVN
    SESWE SZSWZ SXSXM SCSYC SYSYR TCTCA TDTCD TGTGO THTHA TJTJK TKTKL TMTKM TLTLS TOTON TTTTO
    TNTUN TRTUR TVTUV TWTWN TZTZA UGUGA UAUKR UMUMI UYURY USUSA UZUZB VAVAT VCVCT VEVEN VGVGB
    VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM ZAZAF ZMZMB ZWZWE
    """

  private static let byAlpha3: [String: String] = {
    var table: [String: String] = [:]
    for pair in codes.split(whereSeparator: \.isWhitespace) {
      table[String(pair.dropFirst(2))] = String(pair.prefix(2))
    }
    return table
  }()
}
