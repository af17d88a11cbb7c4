// SPDX-License-Identifier: Apache-2.0
#include "pages/input.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace concordat::pages {
namespace {

constexpr std::size_t most_values_of_one_name = 2000;
std::string const nothing;
std::vector<std::string> const no_values;

std::string_view label_of(InputField const& field) { return field.label.empty() ? field.name : field.label; }

bool has_control(std::string_view text, bool lines) {
  return std::ranges::any_of(text, [&](char c) {
    if (lines && (c == '\n' || c == '\r' || c == '\t')) return false;
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

/// What is wrong with one value, or nothing.
std::string fault_of(InputField const& field, std::string const& value) {
  if (value.size() > field.longest) return fmt::format("{} must be at most {} characters long.", label_of(field), field.longest);
  bool const lines = field.kind == InputKind::lines;
  if (has_control(value, lines)) return std::string{label_of(field)} + (lines ? " holds something that is no text." : " must be on one line.");
  auto const number = field.kind == InputKind::number ? text::parse_integer(value) : std::optional<std::int64_t>{0};
  if (!number || *number < 0) {
    return fmt::format("{} must be a whole number.", label_of(field));
  }
  if (field.kind == InputKind::choice && std::ranges::find(field.choices, value) == field.choices.end()) {
    return fmt::format("Choose one of what is offered for {}.", label_of(field));
  }
  if (field.kind == InputKind::flag && value != "yes") return fmt::format("{} is either 'yes' or left out.", label_of(field));
  return {};
}

}  // namespace

std::string const& Input::text(std::string_view name) const {
  auto const found = values_.find(name);
  return found == values_.end() || found->second.empty() ? nothing : found->second.front();
}

std::uint64_t Input::number(std::string_view name, std::uint64_t otherwise) const {
  auto const parsed = text::parse_integer(text(name));
  return parsed && *parsed >= 0 ? static_cast<std::uint64_t>(*parsed) : otherwise;
}

std::vector<std::string> const& Input::many(std::string_view name) const {
  auto const found = values_.find(name);
  return found == values_.end() ? no_values : found->second;
}

Input read_input(std::span<InputField const> fields, http::Values const& values) {
  Input input;
  for (auto const& [name, value] : values.all()) {
    auto const field = std::ranges::find(fields, name, &InputField::name);
    if (field == fields.end()) {
      input.unknown_name = input.unknown_name || name != "csrf";
      continue;
    }
    if (value.empty() && field->kind != InputKind::many) continue;
    auto& all = input.values_[name];
    if (!all.empty() && (field->kind != InputKind::many || all.size() >= most_values_of_one_name)) {
      input.faults.push_back({name, fmt::format("{} was given more than once.", label_of(*field))});
      continue;
    }
    if (auto fault = fault_of(*field, value); !fault.empty()) {
      input.faults.push_back({name, std::move(fault)});
      continue;
    }
    all.push_back(value);
  }
  for (auto const& field : fields) {
    bool const faulty = std::ranges::find(input.faults, field.name, &InputFault::field) != input.faults.end();
    if (field.required && field.kind != InputKind::file && !faulty && input.text(field.name).empty()) {
      input.faults.push_back({field.name, fmt::format("{} {}.", field.kind == InputKind::choice ? "Choose" : "Enter", label_of(field))});
    }
  }
  return input;
}

Json schema_of(std::span<InputField const> fields) {
  Json properties{Json::Object{}};
  Json required{Json::Array{}};
  for (auto const& field : fields) {
    Json one;
    one.set("type", field.kind == InputKind::number ? "integer" : field.kind == InputKind::many ? "array" : "string");
    if (field.kind == InputKind::number) one.set("minimum", 0);
    if (field.kind == InputKind::secret) one.set("format", "password");
    if (field.kind == InputKind::file) one.set("format", "binary");
    if (field.kind == InputKind::flag) one.set("const", "yes");
    if (field.kind == InputKind::line || field.kind == InputKind::lines || field.kind == InputKind::secret) one.set("maxLength", static_cast<std::int64_t>(field.longest));
    if (field.kind == InputKind::many) one.set("items", Json{}.set("type", "string").set("maxLength", static_cast<std::int64_t>(field.longest)));
    if (!field.choices.empty()) {
      Json choices{Json::Array{}};
      for (auto const& choice : field.choices) choices.push(choice);
      one.set("enum", std::move(choices));
    }
    if (!field.label.empty()) one.set("description", field.label);
    properties.set(field.name, std::move(one));
    if (field.required) required.push(field.name);
  }
  Json schema;
  schema.set("type", "object").set("properties", std::move(properties)).set("additionalProperties", false);
  if (!required.array().empty()) schema.set("required", std::move(required));
  return schema;
}

}  // namespace concordat::pages
