// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/cells.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "linkage/table/standard.h"

namespace concordat::cli {
namespace {

using linkage::Kind;

constexpr std::size_t longest_word = 4;

/// Words that stand in empty fields of names, each of them also somebody's surname; Na is a forename too.
bool may_be_no_name(std::string_view cell, Kind kind) {
  if (cell.empty() || cell.size() > longest_word) return false;
  constexpr std::array words{"none", "null", "nil", "test", "tbc", "anon"};
  return std::ranges::any_of(words, [&](std::string_view word) { return text::equal_ignoring_case(cell, word); }) ||
         (kind != Kind::forename && text::equal_ignoring_case(cell, "na"));
}

/// What is written where the forename (FNU), the surname (LNU) or any name is not known, or a child has none yet. Baby is a surname.
bool is_no_name(std::string_view cell, Kind kind) {
  if (cell.size() == 3) return text::equal_ignoring_case(cell, "fnu") || text::equal_ignoring_case(cell, "lnu");
  if (kind == Kind::surname || (cell.size() != 4 && cell.size() != 8 && cell.size() != 9)) return false;
  constexpr std::array words{"baby", "baby boy", "baby girl"};
  return std::ranges::any_of(words, [&](std::string_view word) { return text::equal_ignoring_case(cell, word); });
}

}  // namespace

CellReader::CellReader(linkage::Model const& model, Date today)
    : model_{model}, today_{today}, today_text_{format_date(today)}, texts_(model.fields.size()), unreadable_(model.fields.size(), 0) {
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    if (linkage::is_name(model.fields[field].kind) && model.fields[field].standard && !model.fields[field].several) names_.push_back(field);
  }
}

std::string_view CellReader::value(std::size_t field, std::string_view cell) {
  return cell.empty() || model_.fields[field].kind != Kind::date_of_birth ? cell : date(field, cell);
}

std::string_view CellReader::date(std::size_t field, std::string_view cell) {
  auto const known = linkage::date_value(cell);
  bool const past = known.known() && known.days <= today_.time_since_epoch().count();
  // of a date in its usual form there is nothing to read
  if (past && (cell.size() == today_text_.size() || !model_.fields[field].standard)) return cell;
  if (!known.known() && model_.fields[field].standard) {
    intake::Context const context{.today = today_, .birth_date = true};
    intake::Value read;
    intake::standardise::date(cell, context, read);
    if (read.verdict == intake::Verdict::placeholder) return {};  // 00/00/0000: says that nothing is known
    if (read.usable() && read.precision == intake::Precision::day) return texts_[field] = read.text;
  }
  if (past) return cell;
  ++unreadable_[field];
  return {};
}

void CellReader::names(std::vector<std::string_view>& cells) const {
  bool all = !names_.empty();
  bool some = false;
  for (auto const field : names_) {
    if (cells[field].empty()) continue;
    auto const kind = model_.fields[field].kind;
    if (is_no_name(cells[field], kind)) {
      cells[field] = {};
      continue;
    }
    bool const none = may_be_no_name(cells[field], kind) || (cells[field].size() == 2 && text::equal_ignoring_case(cells[field], "na"));
    some = some || none;
    all = all && none;
  }
  if (!some) return;
  for (auto const field : names_) {
    auto const kind = model_.fields[field].kind;
    if (all || (kind != Kind::surname && may_be_no_name(cells[field], kind))) cells[field] = {};
  }
}

}  // namespace concordat::cli
