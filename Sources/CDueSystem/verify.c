#include "due_system.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>

due_public_key_st *due_public_key(const char *path) {
  FILE *file = fopen(path, "re");
  if (!file) return NULL;
  X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
  fclose(file);
  if (!certificate) return NULL;
  EVP_PKEY *key = X509_get_pubkey(certificate);
  X509_free(certificate);
  return (due_public_key_st *)key;
}

void due_public_key_free(due_public_key_st *key) { EVP_PKEY_free((EVP_PKEY *)key); }

int due_verify(due_public_key_st *key, int hash, const void *text, size_t n,
               const void *signature, size_t signature_n) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context) return 0;
  const EVP_MD *digest = hash == 1 ? EVP_sha1() : EVP_sha256();
  int ok = EVP_PKEY_base_id((EVP_PKEY *)key) == EVP_PKEY_RSA
           && EVP_DigestVerifyInit(context, NULL, digest, NULL, (EVP_PKEY *)key) == 1
           && EVP_DigestVerify(context, signature, signature_n, text, n) == 1;
  EVP_MD_CTX_free(context);
  return ok;
}
