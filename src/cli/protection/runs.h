// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb; run_protect_incidents is `protect rows` by the shipped rules,
// run_protect_cube `protect table --by`, run_protect_noise its profile noise, run_rounded_audit `protect audit --rounded`,
// run_cube_audit the same of a table of one row a cell.
#pragma once

#include "cli/protection/protect_verbs.h"

namespace concordat::cli {

using RunProtect = Tried<FileAnswer>(ProtectArguments const&);
RunProtect run_protect_rows, run_protect_incidents, run_protect_texts, run_protect_table, run_protect_cube, run_protect_noise, run_protect_audit, run_rounded_audit, run_cube_audit;

}  // namespace concordat::cli
