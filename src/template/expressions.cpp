// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "template/js_text.h"
#include "template/machine.h"

namespace concordat::page_template {

Value Machine::eval(std::uint32_t number, Place place) {
  if (number == 0) return {};
  auto const& node = tree_.nodes[number];
  Deeper const deeper{*this};
  if (!step(node)) return {};
  auto const given = tree_.operands_of(node);
  switch (node.op) {
    case Op::string: return trusted_text(tree_.strings[given[0]]);
    case Op::number: return of(tree_.numbers[given[0]]);
    case Op::true_: return of(true);
    case Op::false_: return of(false);
    case Op::null: return null_value();
    case Op::name: return eval_name(given[0], place);
    case Op::local: return eval_local(given[0], place);
    case Op::ctx: return eval_ctx(given[0], place);
    case Op::array: return eval_list(node, place);
    case Op::dict:
    case Op::named: return eval_dict(node, place);
    case Op::choose:
      if (truthy(eval(given[0], place))) return eval(given[1], place);
      return given[2] == 0 ? trusted_text("") : eval(given[2], place);
    case Op::get: return eval_get(node, place);
    case Op::call: return eval_call(node, place);
    case Op::filter: return eval_filter(node, place);
    case Op::test: return eval_test(node, place);
    case Op::closure: return make_macro(given[0], place);
    case Op::capture: return eval_capture(given[0], place);
    case Op::word: return eval_word(node, place);
    case Op::and_: {
      auto const left = eval(given[0], place);
      return truthy(left) ? eval(given[1], place) : left;
    }
    case Op::or_: {
      auto const left = eval(given[0], place);
      return truthy(left) ? left : eval(given[1], place);
    }
    case Op::not_: return of(!truthy(eval(given[0], place)));
    case Op::neg: return of(-to_number(eval(given[0], place)));
    case Op::pos: return of(to_number(eval(given[0], place)));
    default: break;
  }
  if (given.size() != 2) return {};
  auto const left = eval(given[0], place);
  return eval_binary(node.op, left, eval(given[1], place));
}

Value Machine::eval_binary(Op op, Value const& left, Value const& right) {
  switch (op) {
    case Op::in: return contains(left, right);
    case Op::add: return add(left, right);
    case Op::concat: return add(add(left, trusted_text("")), right);
    case Op::eq: return of(equal(left, right));
    case Op::ne: return of(!equal(left, right));
    case Op::same: return of(same(left, right));
    case Op::differs: return of(!same(left, right));
    case Op::lt: return of(less(left, right, false));
    case Op::gt: return of(less(right, left, false));
    case Op::le: return of(less(left, right, true));
    case Op::ge: return of(less(right, left, true));
    default: break;
  }
  double const a = to_number(left);
  double const b = to_number(right);
  switch (op) {
    case Op::sub: return of(a - b);
    case Op::mul: return of(a * b);
    case Op::div: return of(a / b);
    case Op::mod: return of(std::fmod(a, b));
    case Op::floordiv: return of(std::floor(a / b));
    case Op::pow: return of(std::pow(a, b));
    default: return {};
  }
}

Value Machine::eval_name(std::uint32_t name, Place place) {
  for (auto* frame = place.frame; frame != nullptr; frame = frame->parent) {
    auto const* found = find(frame->variables, name);
    if (found != nullptr && found->kind != Kind::undefined) return *found;
  }
  return eval_ctx(name, place);
}

Value Machine::eval_local(std::uint32_t name, Place place) {
  for (auto* frame = place.frame; frame != nullptr; frame = frame->parent) {
    if (auto const* found = find(frame->variables, name)) return *found;
  }
  return {};
}

Value Machine::eval_ctx(std::uint32_t name, Place place) {
  if (auto const* found = find(place.instance->variables, name)) return *found;
  auto const& text = tree_.strings[name];
  if (place.instance->sees_context && has_member(context_, text)) return member(context_, text);
  if (text == "markup") return markup_;
  Value value;
  if (text == "range") value.kind = Kind::range;
  return value;
}

Value Machine::eval_list(Node const& node, Place place) {
  std::vector<Value> items;
  items.reserve(node.count);
  for (auto const one : tree_.operands_of(node)) items.push_back(eval(one, place));
  return keep_list(items);
}

Value Machine::eval_dict(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  std::vector<Entry> entries;
  entries.reserve(given.size() / 2);
  for (std::size_t i = 0; i + 1 < given.size(); i += 2) {
    std::string_view const key = tree_.strings[given[i]];
    auto const value = eval(given[i + 1], place);
    auto const known = std::find_if(entries.begin(), entries.end(), [&](Entry const& one) { return one.key == key; });
    if (known != entries.end()) {
      known->value = value;
    } else {
      entries.push_back({key, true, value});
    }
  }
  return keep_dict(entries, node.op == Op::named);
}

Value Machine::eval_get(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const target = eval(given[0], place);
  auto const& key = tree_.nodes[given[1]];
  if (key.op == Op::string) return member(target, tree_.strings[tree_.operands_of(key)[0]]);
  return member(target, text_of(eval(given[1], place)));
}

Value Machine::eval_filter(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  std::array<Value, 5> values;
  auto const count = std::min<std::size_t>(given.size() - 1, values.size());
  for (std::size_t i = 0; i < count; ++i) values[i] = eval(given[i + 1], place);
  if (failed()) return {};
  line_ = node.line;
  return apply_filter(*this, static_cast<Filter>(given[0]), {values.data(), count});
}

Value Machine::eval_test(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const value = eval(given[1], place);
  return of(holds(static_cast<Test>(given[0]), value, given.size() > 2 ? eval(given[2], place) : Value{}));
}

/// What `body` prints, as our own text: what it printed of others was escaped.
Value Machine::eval_capture(std::uint32_t body, Place place) {
  auto const start = out_.size();
  exec(body, place);
  if (failed() || out_.size() < start) return {};
  auto value = keep(std::string_view{out_}.substr(start));
  value.trusted = true;
  out_.resize(start);
  return value;
}

Value Machine::eval_word(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const key = text_of(eval(given[0], place));
  auto const places = given[1] == 0 ? Value{} : eval(given[1], place);
  auto const language = tree_.words.find(language_);
  if (language != tree_.words.end()) {
    auto const found = language->second.find(key);
    if (found != language->second.end()) return sentence_with(found->second, places);
  }
  return keep(key);
}

Value Machine::sentence_with(std::string_view sentence, Value const& places) {
  if (places.kind != Kind::dict) return trusted_text(sentence);
  std::string text;
  bool ours = true;
  while (!sentence.empty()) {
    auto const open = std::min(sentence.find('{'), sentence.size());
    auto const close = sentence.find('}', open);
    text += sentence.substr(0, open);
    if (close == std::string_view::npos) {
      text += sentence.substr(open);
      break;
    }
    auto const name = sentence.substr(open + 1, close - open - 1);
    if (has_member(places, name)) {
      auto const value = member(places, name);
      ours = ours && trusted(value);
      if (!value.missing()) text += text_of(value);
    } else {
      text += sentence.substr(open, close - open + 1);
    }
    sentence.remove_prefix(close + 1);
  }
  auto value = keep(text);
  value.trusted = ours;
  return value;
}

Value Machine::add(Value const& left, Value const& right) {
  auto const textual = [](Value const& value) { return value.kind >= Kind::string; };
  if (!textual(left) && !textual(right)) return of(to_number(left) + to_number(right));
  auto const a = text_of(left);
  auto const b = text_of(right);
  if (!afford(a.size() + b.size())) return {};
  std::string joined;
  joined.reserve(a.size() + b.size());
  joined.append(a).append(b);
  auto value = keep(joined);
  value.trusted = trusted(left) && trusted(right);
  return value;
}

/// The operator `in`; nothing is in what cannot hold anything.
Value Machine::contains(Value const& needle, Value const& hay) {
  if (hay.is_list()) {
    for (std::uint32_t i = 0; i < size_of(hay) && afford(1); ++i) {
      if (same(item(hay, i), needle)) return of(true);
    }
    return of(false);
  }
  if (hay.is_string()) return of(hay.view().find(text_of(needle)) != std::string_view::npos);
  return of(has_member(hay, text_of(needle)));
}

}  // namespace concordat::page_template
