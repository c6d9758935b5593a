#include "due_scan.h"
