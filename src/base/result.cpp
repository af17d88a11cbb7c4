// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <fmt/format.h>

namespace concordat {

FixedText name_of(Fault fault) {
  switch (fault) {
    case Fault::malformed: return "malformed";
    case Fault::missing: return "missing";
    case Fault::unknown: return "unknown";
    case Fault::refused: return "refused";
    case Fault::not_found: return "not-found";
    case Fault::conflict: return "conflict";
    case Fault::unavailable: return "unavailable";
    case Fault::locked: return "locked";
    case Fault::retry: return "retry";
    case Fault::exhausted: return "exhausted";
    case Fault::too_large: return "too-large";
    case Fault::cancelled: return "cancelled";
    case Fault::integrity: return "integrity";
    case Fault::internal: return "internal";
  }
  return "internal";
}

namespace {

std::string place(Where const& where) {
  std::string text;
  auto add = [&text](std::string const& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!where.submission.empty()) add("submission " + where.submission);
  if (where.sheet != 0) add(fmt::format("sheet {}", where.sheet));
  if (where.row != 0) add(fmt::format("row {}", where.row));
  if (where.column != 0) add(fmt::format("column {}", where.column));
  if (!where.field.empty()) add("field " + where.field);
  return text;
}

}  // namespace

std::string sentence(Problem const& problem) {
  auto const where = place(problem.where);
  std::string text = where.empty() ? std::string{} : where + ": ";
  text += problem.title.view();
  if (!problem.remedy.empty()) text += fmt::format(" {}", problem.remedy.view());
  if (!problem.code.empty()) text += fmt::format(" [{}]", problem.code.view());
  return text;
}

}  // namespace concordat
