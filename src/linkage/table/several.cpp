// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/several.h"

#include <algorithm>

#include "base/text.h"
#include "linkage/table/standard.h"

namespace concordat::linkage {
namespace {

constexpr char between_values = '\x1f';
constexpr char before_days = '\x1e';

std::int32_t day_or(std::string_view text, std::int32_t open) {
  auto const date = date_value(text::trim(text));
  return date.known() ? date.days : open;
}

/// What is before the sign; `rest` becomes what is behind it.
std::string_view take(std::string_view& rest, char sign) {
  auto const at = rest.find(sign);
  auto const part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return part;
}

}  // namespace

void append_value(std::string& cell, std::string_view value, std::string_view from, std::string_view to) {
  if (text::trim(value).empty()) return;
  if (!cell.empty()) cell += between_values;
  cell += value;
  if (from.empty() && to.empty()) return;
  cell += before_days;
  cell += from;
  cell += before_days;
  cell += to;
}

std::vector<CellValue> values_in(std::string_view cell) {
  std::vector<CellValue> found;
  while (!cell.empty()) {
    auto rest = take(cell, between_values);
    auto const value = text::trim(take(rest, before_days));
    if (value.empty()) continue;
    auto const from = take(rest, before_days);
    Days days{day_or(from, Days{}.from), day_or(rest, Days{}.to)};
    if (days.from > days.to) days = {};  // a period that ends before it begins says nothing of when
    found.push_back({value, days});
  }
  return found;
}

std::uint32_t Several::add(std::vector<Held> values) {
  std::vector<Held> once;
  for (auto const& value : values) {
    if (value.id != 0 && std::ranges::find(once, value) == once.end()) once.push_back(value);
  }
  if (once.empty() || (once.size() == 1 && once.front().days.always())) return 0;
  return lists.add({reinterpret_cast<char const*>(once.data()), once.size() * sizeof(Held)});
}

std::span<Held const> Several::of(std::uint32_t const* ids, Held& one) const {
  if (ids[column] == 0) {
    one = {ids[field], {}};
    return {&one, 1};
  }
  auto const bytes = lists.text(ids[column]);  // lists begin at multiples of their size, so they are aligned
  return {reinterpret_cast<Held const*>(bytes.data()), bytes.size() / sizeof(Held)};
}

Variants::Variants(std::span<Several const> several, std::uint32_t fields, std::uint32_t const* ids, std::size_t width) : line_(ids, ids + width) {
  for (auto const& list : several) {
    if ((fields >> list.field & 1) == 0 || ids[list.column] == 0) continue;
    Held one;
    choices_.push_back({list.field, list.of(ids, one), 0});
    line_[list.field] = choices_.back().values.front().id;
    line_[list.column] = 0;  // of a line, one value is looked at
  }
}

Days Variants::days() const {
  Days days;
  for (auto const& choice : choices_) {
    auto const& held = choice.values[choice.at].days;
    days.from = std::max(days.from, held.from);
    days.to = std::min(days.to, held.to);
  }
  return days;
}

bool Variants::next() {
  for (auto& choice : choices_) {
    bool const more = ++choice.at < choice.values.size();
    if (!more) choice.at = 0;
    line_[choice.field] = choice.values[choice.at].id;
    if (more) return true;
  }
  return false;
}

}  // namespace concordat::linkage
