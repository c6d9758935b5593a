#include "due_tls.h"

#include <dlfcn.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most runs speak to nobody over TLS: libssl is loaded for the first that does. */
#define CALLS(each) \
  each(TLS_client_method) each(SSL_CTX_new) each(SSL_CTX_free) each(SSL_CTX_ctrl) \
  each(SSL_CTX_set_default_verify_paths) each(SSL_CTX_load_verify_locations) each(SSL_new) \
  each(SSL_free) each(SSL_set_fd) each(SSL_ctrl) each(SSL_set1_host) each(SSL_set_verify) \
  each(SSL_get0_param) each(SSL_connect) each(SSL_read) each(SSL_write) each(SSL_get_error) \
  each(SSL_get_verify_result) each(X509_VERIFY_PARAM_set1_ip_asc) \
  each(X509_verify_cert_error_string) each(ERR_clear_error) each(ERR_get_error) \
  each(ERR_error_string_n)

static struct {
#define MEMBER(name) __typeof__(&name) name;
  CALLS(MEMBER)
} ssl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
  void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) \
  if (!(ssl.name = (__typeof__(ssl.name))dlsym(library, #name))) return;
  CALLS(FIND)
  is_loaded = 1;
}

struct due_tls {
  SSL_CTX *context;
  SSL *session;
  char reason[256];
};

/* What went wrong in the library, in its words. */
static void explain(char *reason, size_t n, const char *otherwise) {
  unsigned long code = ssl.ERR_get_error();
  if (code) ssl.ERR_error_string_n(code, reason, n);
  else snprintf(reason, n, "%s", otherwise);
}

static int set_up(due_tls *tls, int fd, const char *host, const char *authorities, int verify) {
  if (!(tls->context = ssl.SSL_CTX_new(ssl.TLS_client_method()))) return 0;
  ssl.SSL_CTX_ctrl(tls->context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
  if (verify) {
    int known = authorities ? ssl.SSL_CTX_load_verify_locations(tls->context, authorities, NULL)
                            : ssl.SSL_CTX_set_default_verify_paths(tls->context);
    if (known != 1) return 0;
  }
  if (!(tls->session = ssl.SSL_new(tls->context))) return 0;
  ssl.SSL_set_verify(tls->session, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
  ssl.SSL_ctrl(tls->session, SSL_CTRL_MODE,
               SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, NULL);
  /* An address has no name to indicate; a name is no address. */
  if (ssl.X509_VERIFY_PARAM_set1_ip_asc(ssl.SSL_get0_param(tls->session), host) != 1) {
    ssl.ERR_clear_error();
    ssl.SSL_ctrl(tls->session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 (void *)host);
    if (ssl.SSL_set1_host(tls->session, host) != 1) return 0;
  }
  return ssl.SSL_set_fd(tls->session, fd) == 1;
}

due_tls *due_tls_open(int fd, const char *host, const char *authorities, int verify, char *reason,
                      size_t n) {
  pthread_once(&once, load);
  if (!is_loaded) {
    snprintf(reason, n, "libssl.so.3 cannot be loaded");
    return NULL;
  }
  due_tls *tls = calloc(1, sizeof *tls);
  if (!tls) {
    snprintf(reason, n, "no memory");
    return NULL;
  }
  ssl.ERR_clear_error();
  if (set_up(tls, fd, host, authorities, verify)) return tls;
  explain(reason, n, "TLS cannot be set up");
  due_tls_close(tls);
  return NULL;
}

void due_tls_close(due_tls *tls) {
  if (tls->session) ssl.SSL_free(tls->session);
  if (tls->context) ssl.SSL_CTX_free(tls->context);
  free(tls);
}

/* What a call that did not succeed means. */
static int meaning(due_tls *tls, int result) {
  int code = errno;
  switch (ssl.SSL_get_error(tls->session, result)) {
    case SSL_ERROR_WANT_READ: return due_tls_wants_read;
    case SSL_ERROR_WANT_WRITE: return due_tls_wants_write;
    case SSL_ERROR_ZERO_RETURN: return 0;
    case SSL_ERROR_SYSCALL:
      explain(tls->reason, sizeof tls->reason, code ? strerror(code) : "connection closed");
      return due_tls_failed;
    default: break;
  }
  long verdict = ssl.SSL_get_verify_result(tls->session);
  if (verdict != X509_V_OK)
    snprintf(tls->reason, sizeof tls->reason, "certificate: %s",
             ssl.X509_verify_cert_error_string(verdict));
  else
    explain(tls->reason, sizeof tls->reason, "TLS failed");
  return due_tls_failed;
}

int due_tls_handshake(due_tls *tls) {
  ssl.ERR_clear_error();
  int result = ssl.SSL_connect(tls->session);
  if (result == 1) return 1;
  int means = meaning(tls, result);
  if (means == 0) {
    snprintf(tls->reason, sizeof tls->reason, "connection closed");
    return due_tls_failed;
  }
  return means;
}

ssize_t due_tls_read(due_tls *tls, void *bytes, size_t n) {
  ssl.ERR_clear_error();
  int result = ssl.SSL_read(tls->session, bytes, n > 1 << 20 ? 1 << 20 : (int)n);
  return result > 0 ? result : meaning(tls, result);
}

ssize_t due_tls_write(due_tls *tls, const void *bytes, size_t n) {
  ssl.ERR_clear_error();
  int result = ssl.SSL_write(tls->session, bytes, n > 1 << 20 ? 1 << 20 : (int)n);
  if (result > 0) return result;
  int means = meaning(tls, result);
  return means == 0 ? due_tls_failed : means;
}

const char *due_tls_reason(const due_tls *tls) { return tls->reason; }
