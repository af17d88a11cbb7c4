// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/quality.h"
