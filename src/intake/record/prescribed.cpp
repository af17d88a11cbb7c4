// SPDX-License-Identifier: Apache-2.0
#include "intake/record/prescribed.h"

#include <algorithm>

namespace concordat::intake {
namespace {

ColumnPlan const* usable(FieldIndex field, std::vector<ColumnPlan> const& plans) {
  auto const found = std::find_if(plans.begin(), plans.end(), [&](ColumnPlan const& plan) { return plan.field == field; });
  return found != plans.end() && found->value.usable() ? &*found : nullptr;
}

FixedText remedy_for(ItemState state) {
  switch (state) {
    case ItemState::partly:
      return "Fill what is named here in every row of this item.";
    case ItemState::absent:
      return "Add the rows of this item, or one row with its number and a count of 0 where there was nothing of the kind.";
    case ItemState::present:
    case ItemState::nil:
      return "";
  }
  return "";
}

}  // namespace

FixedText name_of(ItemState state) {
  switch (state) {
    case ItemState::present:
      return "present";
    case ItemState::partly:
      return "partly";
    case ItemState::nil:
      return "nil";
    case ItemState::absent:
      return "absent";
  }
  return "absent";
}

PrescribedCount::PrescribedCount(Profile const& profile, catalogue::Catalogue const& catalogue)
    : return_{*catalogue.prescribed_return(profile.makes_return->id)}, count_field_{catalogue.field("count")->index} {
  for (auto const& item : return_.items) {
    bool const owed = std::any_of(profile.suppliers.begin(), profile.suppliers.end(),
                                  [&](std::string const& supplier) { return catalogue.covers(item.holders, supplier); });
    if (!owed) continue;
    for (auto const& name : {item.id, item.number, item.title}) by_name_.emplace(catalogue::fold_header(name), items_.size());
    items_.push_back({&item, 0, 0, std::vector<std::uint64_t>(item.elements.size())});
  }
  for (auto const& element : return_.elements) {
    auto& fields = fields_of_element_.emplace_back();
    for (auto const& id : element.fields) fields.push_back(catalogue.field(id)->index);
  }
}

std::optional<std::size_t> PrescribedCount::item_of(std::string_view named) const {
  auto const found = by_name_.find(catalogue::fold_header(named));
  return found == by_name_.end() ? std::nullopt : std::optional{found->second};
}

bool PrescribedCount::tells(std::size_t element, std::vector<ColumnPlan> const& plans) const {
  auto const& fields = fields_of_element_[element];
  return std::any_of(fields.begin(), fields.end(), [&](FieldIndex field) { return usable(field, plans) != nullptr; });
}

void PrescribedCount::count(std::size_t item, std::vector<ColumnPlan> const& plans) {
  auto& counted = items_[item];
  auto const& elements = counted.definition->elements;
  // A nil return is a row that says 0 and nothing else that is prescribed.
  auto const* number = usable(count_field_, plans);
  bool const zero = number != nullptr && number->value.number == 0;
  bool const silent = std::none_of(elements.begin(), elements.end(), [&](std::size_t element) {
    return return_.elements[element].id != "count" && tells(element, plans);
  });
  if (zero && silent) {
    ++counted.nil;
    return;
  }
  ++counted.rows;
  for (std::size_t at = 0; at < elements.size(); ++at) counted.missing[at] += tells(elements[at], plans) ? 0 : 1;
}

std::vector<ItemAnswer> PrescribedCount::answers() const {
  std::vector<ItemAnswer> out;
  for (auto const& item : items_) {
    ItemAnswer answer{item.definition->id, item.definition->number, item.definition->title, ItemState::absent, item.rows, {}, ""};
    for (std::size_t at = 0; at < item.missing.size(); ++at) {
      if (item.missing[at] != 0) answer.missing.push_back({return_.elements[item.definition->elements[at]].title, item.missing[at]});
    }
    if (item.rows != 0) {
      answer.state = answer.missing.empty() ? ItemState::present : ItemState::partly;
    } else if (item.nil != 0) {
      answer.state = ItemState::nil;
    }
    answer.remedy = remedy_for(answer.state);
    out.push_back(std::move(answer));
  }
  return out;
}

Json PrescribedCount::to_json() const {
  Json all;
  for (auto const& item : items_) {
    if (item.rows == 0 && item.nil == 0) continue;
    Json missing;
    for (std::size_t at = 0; at < item.missing.size(); ++at) missing.set(return_.elements[item.definition->elements[at]].id, item.missing[at]);
    Json one;
    one.set("rows", item.rows).set("nil", item.nil).set("missing", std::move(missing));
    all.set(item.definition->id, std::move(one));
  }
  return all;
}

void PrescribedCount::add(Json const& counts) {
  auto const number = [](Json const& json) { return json.is_integer() && json.integer() > 0 ? static_cast<std::uint64_t>(json.integer()) : 0U; };
  for (auto& item : items_) {
    if (!counts.is_object() || !counts.contains(item.definition->id)) continue;
    auto const& told = counts[item.definition->id];
    item.rows += number(told["rows"]);
    item.nil += number(told["nil"]);
    for (std::size_t at = 0; at < item.missing.size(); ++at) {
      auto const& element = return_.elements[item.definition->elements[at]].id;
      if (told["missing"].is_object() && told["missing"].contains(element)) item.missing[at] += number(told["missing"][element]);
    }
  }
}

}  // namespace concordat::intake
