// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "template/filters.h"
#include "template/js_text.h"

namespace concordat::page_template {
namespace {

std::vector<Value> items_of(Machine& machine, Value const& value) {
  std::vector<Value> items;
  if (value.is_list() && machine.afford(size_of(value) * sizeof(Value))) {
    items.reserve(size_of(value));
    for (std::uint32_t i = 0; i < size_of(value); ++i) items.push_back(item(value, i));
  }
  for (auto rest = value.view(); !rest.empty() && machine.afford(sizeof(Value));) {
    auto const first = js::first_character(rest);
    items.push_back(text_value(first));
    rest.remove_prefix(first.size());
  }
  return items;
}

Value batched(Machine& machine, Arguments given) {
  auto const size = bounded(argument(given, 1), 1, 10'000);
  auto const fill = argument(given, 2);
  auto const items = items_of(machine, given[0]);
  std::vector<Value> rows;
  for (std::size_t at = 0; at < items.size() && !machine.failed(); at += size) {
    if (!machine.afford(size * sizeof(Value))) break;
    std::vector<Value> row{items.begin() + static_cast<std::ptrdiff_t>(at),
                           items.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, items.size()))};
    if (truthy(fill)) row.resize(size, fill);
    rows.push_back(machine.keep_list(row));
  }
  return machine.keep_list(rows);
}

Value pair_of(Machine& machine, Value const& key, Value const& value) {
  std::array<Value, 2> const both = {key, value};
  return machine.keep_list(both);
}

Value key_of(Entry const& entry) { return entry.trusted_key ? trusted_text(entry.key) : text_value(entry.key); }

bool text_less(Value const& left, Value const& right, bool case_matters) {
  if (!case_matters && left.is_string() && right.is_string()) {
    return js::compare(js::lower(left.view()), js::lower(right.view())) < 0;
  }
  return less(left, right, false);
}

Value sorted_dict(Machine& machine, Arguments given) {
  auto const dict = machine.entries_of(given[0]);
  std::vector<Value> pairs;
  for (std::uint32_t i = 0; dict.kind == Kind::dict && i < dict.dict->size; ++i) {
    pairs.push_back(pair_of(machine, key_of(dict.dict->entries[i]), dict.dict->entries[i].value));
  }
  std::uint32_t const by = argument(given, 2).view() == "value" ? 1 : 0;
  bool const case_matters = truthy(argument(given, 1));
  std::stable_sort(pairs.begin(), pairs.end(), [&](Value const& left, Value const& right) {
    return text_less(item(left, by), item(right, by), case_matters);
  });
  return machine.keep_list(pairs);
}

Value attribute(Value value, std::string_view path) {
  while (!path.empty()) {
    auto const dot = std::min(path.find('.'), path.size());
    value = member(value, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return value;
}

/// sort(reverse, case_sensitive, attribute), each also by name.
Value sorted(Machine& machine, Arguments given) {
  Value named;
  if (given.back().kind == Kind::dict && given.back().dict->named) {
    named = given.back();
    given = given.first(given.size() - 1);
  }
  auto const option = [&](std::size_t place, std::string_view name) {
    return place < given.size() ? given[place] : member(named, name);
  };
  bool const reverse = truthy(option(1, "reverse"));
  bool const case_matters = truthy(option(2, "case_sensitive"));
  auto const path = option(3, "attribute").view();
  std::vector<std::pair<Value, Value>> keyed;  // key, item
  for (auto const& one : items_of(machine, given[0])) keyed.emplace_back(attribute(one, path), one);
  auto const before = [&](auto const& left, auto const& right) { return text_less(left.first, right.first, case_matters); };
  std::stable_sort(keyed.begin(), keyed.end(), [&](auto const& left, auto const& right) {
    return reverse ? before(right, left) : before(left, right);
  });
  std::vector<Value> items;
  for (auto const& [key, one] : keyed) items.push_back(one);
  return machine.keep_list(items);
}

Value joined(Machine& machine, Arguments given) {
  auto const between = argument(given, 1);
  auto const name = argument(given, 2);
  auto const path = machine.text_of(name);
  std::string out;
  bool ours = !truthy(between) || Machine::trusted(between);
  bool first = true;
  for (auto const& one : items_of(machine, given[0])) {
    auto const shown_item = truthy(name) ? member(one, path) : one;
    if (!first && truthy(between)) out += machine.text_of(between);
    first = false;
    if (!shown_item.missing()) out += machine.text_of(shown_item);
    ours = ours && Machine::trusted(shown_item);
    if (!machine.afford(out.size() / 64 + 1) || out.size() > (64U << 20U)) return {};
  }
  auto value = machine.keep(out);
  value.trusted = ours;
  return value;
}

Value listed(Machine& machine, Value const& value) {
  if (!value.is_dict()) return machine.keep_list(items_of(machine, value));
  auto const dict = machine.entries_of(value);
  std::vector<Value> pairs;
  for (std::uint32_t i = 0; i < dict.dict->size; ++i) {
    auto const& entry = dict.dict->entries[i];
    std::array<Entry, 2> const both = {Entry{"key", true, key_of(entry)}, Entry{"value", true, entry.value}};
    pairs.push_back(machine.keep_dict(both));
  }
  return machine.keep_list(pairs);
}

Value chosen(Machine& machine, Arguments given, bool wanted) {
  auto const test = test_named(argument(given, 1).is_string() ? given[1].view() : "truthy");
  std::vector<Value> items;
  for (auto const& one : items_of(machine, given[0])) {
    if (test && holds(*test, one, argument(given, 2)) == wanted) items.push_back(one);
  }
  return machine.keep_list(items);
}

Value chosen_by_attribute(Machine& machine, Arguments given, bool wanted) {
  std::vector<Value> items;
  for (auto const& one : items_of(machine, given[0])) {
    if (truthy(member(one, machine.text_of(argument(given, 1)))) == wanted) items.push_back(one);
  }
  return machine.keep_list(items);
}

Value reversed(Machine& machine, Value const& value) {
  auto items = items_of(machine, value);
  std::reverse(items.begin(), items.end());
  if (!value.is_string()) return machine.keep_list(items);
  std::string out;
  for (auto const& one : items) out += one.view();
  return machine.keep(out);
}

Value summed(Machine& machine, Arguments given) {
  auto const name = argument(given, 1);
  double total = 0;
  for (auto const& one : items_of(machine, given[0])) {
    total += to_number(truthy(name) ? member(one, machine.text_of(name)) : one);
  }
  auto const start = argument(given, 2);
  return of(total + (start.missing() ? 0 : to_number(start)));
}

Value url_encoded(Machine& machine, Value const& value) {
  if (!value.is_list() && !value.is_dict()) return machine.keep(js::percent_encoded(shown(machine, value)));
  std::string out;
  auto const add = [&](Value const& key, Value const& one) {
    if (!out.empty()) out += '&';
    out += js::percent_encoded(machine.text_of(key)) + "=" + js::percent_encoded(machine.text_of(one));
  };
  if (value.is_dict()) {
    auto const dict = machine.entries_of(value);
    for (std::uint32_t i = 0; i < dict.dict->size; ++i) add(key_of(dict.dict->entries[i]), dict.dict->entries[i].value);
  } else {
    for (auto const& one : items_of(machine, value)) add(member(one, "0"), member(one, "1"));
  }
  return machine.keep(out);
}

}  // namespace

Value list_filter(Machine& machine, Filter filter, Arguments given) {
  auto const& value = given[0];
  switch (filter) {
    case Filter::batch: return batched(machine, given);
    case Filter::dictsort: return sorted_dict(machine, given);
    case Filter::first: return member(value, "0");
    case Filter::last: {
      auto const items = items_of(machine, value);
      return items.empty() ? Value{} : items.back();
    }
    case Filter::join: return joined(machine, given);
    case Filter::list: return listed(machine, value);
    case Filter::select: return chosen(machine, given, true);
    case Filter::reject: return chosen(machine, given, false);
    case Filter::selectattr: return chosen_by_attribute(machine, given, true);
    case Filter::rejectattr: return chosen_by_attribute(machine, given, false);
    case Filter::reverse: return reversed(machine, value);
    case Filter::sort: return sorted(machine, given);
    case Filter::sum: return summed(machine, given);
    case Filter::urlencode: return url_encoded(machine, value);
    default: return {};
  }
}

}  // namespace concordat::page_template
