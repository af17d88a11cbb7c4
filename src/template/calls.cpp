// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "template/machine.h"

namespace concordat::page_template {

Frame* Machine::push(Frame* parent, bool isolated) {
  static_cast<void>(afford(sizeof(Frame)));
  return new (arena_.allocate(sizeof(Frame), alignof(Frame)))
      Frame{parent, isolated, false, std::pmr::vector<Variable>{&arena_}};
}

Instance* Machine::instance_of(std::uint32_t number, bool sees_context) {
  static_cast<void>(afford(sizeof(Instance)));
  return new (arena_.allocate(sizeof(Instance), alignof(Instance)))
      Instance{std::pmr::vector<std::uint32_t>{{number}, &arena_}, std::pmr::vector<Variable>{&arena_},
               std::pmr::vector<std::uint32_t>{&arena_}, sees_context};
}

Value* Machine::find(std::pmr::vector<Variable>& variables, std::uint32_t name) {
  for (auto& variable : variables) {
    if (variable.name == name) return &variable.value;
  }
  return nullptr;
}

void Machine::put(std::pmr::vector<Variable>& variables, std::uint32_t name, Value const& value) {
  if (auto* const known = find(variables, name)) {
    *known = value;
  } else {
    variables.push_back({name, value});
  }
}

void Machine::put_where(bool in_frame, std::uint32_t name, Value const& value, Place place) {
  put(in_frame ? place.frame->variables : place.instance->variables, name, value);
}

Value Machine::make_macro(std::uint32_t node, Place place) {
  auto* const macro = make<Macro>();
  *macro = {node, place};
  Value value;
  value.kind = Kind::macro;
  value.macro = macro;
  return value;
}

void Machine::exec_define(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  put_where(given[2] == 1, given[0], make_macro(given[1], place), place);
  if (given[2] == 0 && !tree_.strings[given[0]].starts_with('_')) place.instance->exported.push_back(given[0]);
}

/// The template's own names after it ran; what it prints is thrown away.
Instance* Machine::imported(std::uint32_t number, bool with_context, Place place) {
  if (!with_context && imported_[number] != nullptr) return imported_[number];
  auto* const instance = instance_of(number, with_context && place.instance->sees_context);
  if (with_context) instance->variables = place.instance->variables;
  if (!with_context) imported_[number] = instance;
  auto* const frame = push(with_context ? place.frame : nullptr, false);
  frame->top_level = true;
  auto const start = out_.size();
  run_chain({instance, frame, 0});
  out_.resize(std::min(start, out_.size()));
  return instance;
}

void Machine::exec_import(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto* const from = imported(given[0], given[1] == 1, place);
  std::vector<Entry> entries;
  for (auto const name : from->exported) {
    if (auto const* value = find(from->variables, name)) entries.push_back({tree_.strings[name], true, *value});
  }
  put_where(given[2] == 1, given[3], keep_dict(entries), place);
}

void Machine::exec_from(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto* const from = imported(given[0], given[1] == 1, place);
  for (std::size_t i = 3; i + 1 < given.size(); i += 2) {
    auto const* value = find(from->variables, given[i]);
    put_where(given[2] == 1, given[i + 1], value == nullptr ? Value{} : *value, place);
  }
}

Value Machine::eval_call(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const callee = eval(given[0], place);
  std::array<Value, 8> few;
  std::vector<Value> many(given.size() - 1 > few.size() ? given.size() - 1 : 0);
  auto const values = std::span<Value>{many.empty() ? few.data() : many.data(), given.size() - 1};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = eval(given[i + 1], place);
  if (failed()) return {};
  line_ = node.line;
  if (callee.kind == Kind::macro) return call_macro(*callee.macro, values);
  if (callee.kind == Kind::range) return call_range(values);
  return stop({Fault::internal, "template.call", "A template calls what is no macro.",
               "Import the macro in the file that calls it."});
}

Value Machine::call_macro(Macro const& macro, Arguments given) {
  auto const& node = tree_.nodes[macro.node];
  auto place = macro.place;
  place.frame = push(tree_.operands_of(node)[1] == 1 ? place.frame : nullptr, true);
  auto const before = std::exchange(template_, place.instance->chain[std::min<std::size_t>(
                                                   place.level, place.instance->chain.size() - 1)]);
  bind_arguments(node, place, given);
  auto value = eval_capture(tree_.operands_of(node)[0], place);
  template_ = before;
  value.safe = true;
  return value;
}

/// As Nunjucks' makeMacro: plain arguments may be given by name, and those with a default by place.
void Machine::bind_arguments(Node const& macro, Place place, Arguments given) {
  auto const operands = tree_.operands_of(macro);
  auto const names = operands.subspan(3, operands[2]);
  auto const defaults = operands.subspan(3 + names.size());
  Value named;
  if (!given.empty() && given.back().kind == Kind::dict && given.back().dict->named) {
    named = given.back();
    given = given.first(given.size() - 1);
  }
  auto& variables = place.frame->variables;
  for (std::size_t i = 0; i < names.size(); ++i) {
    put(variables, names[i], i < given.size() ? given[i] : member(named, tree_.strings[names[i]]));
  }
  for (std::size_t i = 0; i + 1 < defaults.size(); i += 2) {
    auto const place_of = names.size() + i / 2;
    auto const& name = tree_.strings[defaults[i]];
    bool const by_name = named.kind == Kind::dict && has_member(named, name);
    if (place_of < given.size()) {
      put(variables, defaults[i], given[place_of]);
    } else {
      put(variables, defaults[i], by_name ? member(named, name) : eval(defaults[i + 1], place));
    }
  }
  if (tree_.caller_name != nowhere && has_member(named, "caller")) {
    put(variables, tree_.caller_name, member(named, "caller"));
  }
}

Value Machine::call_range(Arguments given) {
  auto const number = [&](std::size_t i) { return i < given.size() ? to_number(given[i]) : 0; };
  bool const one = given.size() < 2;
  double const start = one ? 0 : number(0);
  double const stop_at = one ? number(0) : number(1);
  double const step_by = one || number(2) == 0 ? 1 : number(2);
  std::vector<Value> items;
  auto const more = [&](double i) { return step_by > 0 ? i < stop_at : i > stop_at; };
  for (double i = start; more(i) && !std::isnan(step_by) && afford(sizeof(Value)); i += step_by) items.push_back(of(i));
  return keep_list(items);
}

}  // namespace concordat::page_template
