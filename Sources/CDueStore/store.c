#include "due_store.h"
#include <sqlite3.h>

void due_store_keep_log_on_close(void *connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
