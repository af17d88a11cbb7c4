// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/value.h"
