// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "template/js_text.h"
#include "template/machine.h"

namespace concordat::page_template {
namespace {

constexpr std::size_t longest_chain = 32;  ///< a template that extends one that extends …

Problem too_large() {
  return {Fault::too_large, "template.limit", "A page needs more work than any page may.",
          "Show less at once, or look for a template that includes itself."};
}

}  // namespace

Machine::Machine(Tree const& tree, Value const& context, RenderOptions const& options)
    : tree_{tree}, context_{context}, options_{options}, arena_{first_block_.data(), first_block_.size()},
      imported_(tree.templates.size()) {
  auto const page = member(context_, "page");
  language_ = options.language.empty() ? std::string{member(page, "lang").view()} : options.language;
  if (!tree_.words.contains(language_)) language_ = "en";
  std::vector<Entry> pieces;
  for (auto const& [name, markup] : options_.markup) pieces.push_back({name, true, safe_text(markup)});
  markup_ = keep_dict(pieces);
}

Result<std::string> Machine::run(std::uint32_t number) {
  auto* const frame = push(nullptr, false);
  frame->top_level = true;
  template_ = number;
  run_chain({instance_of(number, true), frame, 0});
  if (problem_) return tl::unexpected<Problem>{*problem_};
  return std::move(out_);
}

Value Machine::stop(Problem problem) {
  if (!problem_) {
    problem.where.row = line_;
    problem.where.field = tree_.templates[template_].name;
    problem_ = std::move(problem);
  }
  return {};
}

bool Machine::afford(std::uint64_t bytes) {
  bytes_ += bytes;
  if (bytes_ > options_.limits.work_bytes) stop(too_large());
  return !failed();
}

bool Machine::step(Node const& node) {
  if (failed()) return false;
  line_ = node.line;
  if (++steps_ > options_.limits.steps || depth_ > options_.limits.depth) stop(too_large());
  return !failed();
}

void Machine::write(std::string_view text) {
  if (out_.size() + text.size() > options_.limits.output_bytes) {
    stop(too_large());
    return;
  }
  out_ += text;
}

void Machine::write_value(Value const& value) {
  if (value.missing()) return;
  auto const text = text_of(value);
  if (value.safe) {
    write(text);
  } else if (out_.size() + text.size() > options_.limits.output_bytes) {
    stop(too_large());
  } else {
    js::append_escaped(out_, text);
  }
}

/// The template, and where it extends another, that one in its place.
void Machine::run_chain(Place place) {
  auto const start = out_.size();
  for (;;) {
    auto const before = template_;
    template_ = place.instance->chain[place.level];
    exec(tree_.templates[template_].root, place);
    template_ = before;
    if (failed() || place.instance->chain.size() <= place.level + 1) return;
    out_.resize(start);
    ++place.level;
  }
}

void Machine::exec(std::uint32_t number, Place place) {
  if (number == 0) return;
  auto const& node = tree_.nodes[number];
  Deeper const deeper{*this};
  if (!step(node)) return;
  auto const given = tree_.operands_of(node);
  switch (node.op) {
    case Op::seq:
      for (auto const one : given) exec(one, place);
      break;
    case Op::text: write(tree_.strings[given[0]]); break;
    case Op::out: write_value(eval(given[0], place)); break;
    case Op::if_: exec(truthy(eval(given[0], place)) ? given[1] : given[2], place); break;
    case Op::for_: exec_for(node, place); break;
    case Op::set: exec_set(node, place); break;
    case Op::define: exec_define(node, place); break;
    case Op::import: exec_import(node, place); break;
    case Op::from: exec_from(node, place); break;
    case Op::block: exec_block(node, place); break;
    case Op::super: exec_super(node, place); break;
    case Op::extends:
      if (place.instance->chain.size() >= longest_chain) stop(too_large());
      place.instance->chain.push_back(given[0]);
      break;
    case Op::include: exec_include(node, place); break;
    default: break;
  }
}

void Machine::exec_for(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  place.frame = push(place.frame, false);
  auto list = eval(given[0], place);
  if (list.kind == Kind::json_dict) list = entries_of(list);
  auto* const loop = make<Loop>();
  bool const pairs = given.size() > 4;
  if (list.is_list() || (pairs && list.is_dict())) {
    loop->length = size_of(list);
    loop_over(node, list, place, *loop);
  } else if (list.is_string() && !list.safe && !pairs) {
    std::vector<Value> characters;
    for (auto rest = list.view(); !rest.empty();) {
      auto const first = js::first_character(rest);
      characters.push_back(text_value(first));
      rest.remove_prefix(first.size());
    }
    loop->length = static_cast<double>(characters.size());
    loop_over(node, keep_list(characters), place, *loop);
  }
  if (loop->length == 0) exec(given[2], place);
}

void Machine::loop_over(Node const& node, Value const& list, Place place, Loop& loop) {
  Value state;
  state.kind = Kind::loop;
  state.loop = &loop;
  for (std::uint32_t round = 0; round < loop.length && step(node); ++round) {
    loop.index = round;
    bind_round(node, list, place, round);
    if (tree_.loop_name != nowhere) put(place.frame->variables, tree_.loop_name, state);
    exec(tree_.operands_of(node)[1], place);
  }
}

void Machine::bind_round(Node const& node, Value const& list, Place place, std::uint32_t round) {
  auto const names = tree_.operands_of(node).subspan(3);
  auto& variables = place.frame->variables;
  if (names.size() == 1) {
    put(variables, names[0], item(list, round));
  } else if (list.is_list()) {
    auto const tuple = item(list, round);
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      put(variables, names[i], tuple.is_list() && i < size_of(tuple) ? item(tuple, i) : Value{});
    }
  } else {
    auto const& entry = list.dict->entries[round];
    put(variables, names[0], entry.trusted_key ? trusted_text(entry.key) : text_value(entry.key));
    put(variables, names[1], entry.value);
  }
}

void Machine::exec_set(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const value = eval(given[0], place);
  for (std::size_t i = 1; i + 1 < given.size(); i += 2) {
    auto const name = given[i];
    bool const local = given[i + 1] == 1;
    Frame* target = nullptr;
    for (auto* frame = place.frame; frame != nullptr && target == nullptr; frame = frame->parent) {
      auto const* found = find(frame->variables, name);
      if (found != nullptr && (local || found->kind != Kind::undefined)) target = frame;
      if (frame == place.frame && frame->isolated && !local) break;
    }
    put((target != nullptr ? target : place.frame)->variables, name, value);
    if (place.frame->top_level) {
      put(place.instance->variables, name, value);
      if (!tree_.strings[name].starts_with('_')) place.instance->exported.push_back(name);
    }
  }
}

void Machine::exec_block(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const& chain = place.instance->chain;
  // What stands outside any block of a template that extends another is not shown.
  if (given[1] == 0 && chain.size() > place.level + 1) return;
  for (std::uint32_t level = 0; level < chain.size(); ++level) {
    auto const body = tree_.templates[chain[level]].block(given[0]);
    if (!body) continue;
    auto const before = std::exchange(template_, chain[level]);
    exec(*body, {place.instance, push(place.frame, true), level});
    template_ = before;
    return;
  }
}

void Machine::exec_super(Node const& node, Place place) {
  auto const given = tree_.operands_of(node);
  auto const& chain = place.instance->chain;
  for (std::uint32_t level = place.level + 1; level < chain.size(); ++level) {
    auto const body = tree_.templates[chain[level]].block(given[0]);
    if (!body) continue;
    auto const before = std::exchange(template_, chain[level]);
    auto value = eval_capture(*body, {place.instance, push(place.frame, true), level});
    template_ = before;
    value.safe = true;
    put(place.frame->variables, given[1], value);
    return;
  }
  stop({Fault::internal, "template.super", "A block calls super, and no template above has that block.",
        "Take the call out, or name the block as the layout does."});
}

void Machine::exec_include(Node const& node, Place place) {
  auto* const instance = instance_of(tree_.operands_of(node)[0], place.instance->sees_context);
  instance->variables = place.instance->variables;
  auto* const frame = push(place.frame, true);
  frame->top_level = true;
  run_chain({instance, frame, 0});
}

}  // namespace concordat::page_template
