// SPDX-License-Identifier: Apache-2.0
// Runs one template once.
//
// A failure is remembered in `problem_` and ends everything soon: loops look at failed(), values become undefined.
// Statements are in statements.cpp, expressions in expressions.cpp, macros and imports in calls.cpp.
#pragma once

#include <array>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "template/templates.h"
#include "template/tree.h"
#include "template/value.h"

namespace concordat::page_template {

struct Variable {
  std::uint32_t name = 0;
  Value value;
};

/// The names of one stretch of a template, as Nunjucks' Frame.
struct Frame {
  Frame* parent = nullptr;
  bool isolated = false;   ///< a `set` in it stays in it
  bool top_level = false;  ///< a `set` in it is the template's
  std::pmr::vector<Variable> variables;
};

/// A template with those it extends, and its names, as Nunjucks' Context.
struct Instance {
  std::pmr::vector<std::uint32_t> chain;  ///< the template, what it extends, what that extends …
  std::pmr::vector<Variable> variables;
  std::pmr::vector<std::uint32_t> exported;  ///< names for those who import it
  bool sees_context = false;
};

/// Where a statement stands.
struct Place {
  Instance* instance = nullptr;
  Frame* frame = nullptr;
  std::uint32_t level = 0;  ///< of the chain: which of its templates the statement is written in
};

struct Macro {
  std::uint32_t node = 0;
  Place place;  ///< where it was defined
};

using Arguments = std::span<Value const>;

class Machine {
 public:
  /// `context` is an object that outlives the machine.
  Machine(Tree const& tree, Value const& context, RenderOptions const& options);

  [[nodiscard]] Result<std::string> run(std::uint32_t number);

  // For the filters and tests.
  [[nodiscard]] bool failed() const { return problem_.has_value(); }
  /// Remembers the first failure. The value is undefined, for `return stop(…)`.
  Value stop(Problem problem);
  /// Counts bytes about to be made; false where they are too many.
  [[nodiscard]] bool afford(std::uint64_t bytes);
  /// A copy of `text` that lasts as long as this rendering, neither safe nor trusted.
  [[nodiscard]] Value keep(std::string_view text);
  [[nodiscard]] Value keep_list(std::span<Value const> items);
  [[nodiscard]] Value keep_dict(std::span<Entry const> entries, bool named = false);
  /// The same object with its entries in a row: those of the context come in the order of their keys.
  [[nodiscard]] Value entries_of(Value const& dict);
  /// What String(value) gives, as a view that lasts as long as this rendering.
  [[nodiscard]] std::string_view text_of(Value const& value);
  /// Whether text_of(value) holds nothing but our own text.
  [[nodiscard]] static bool trusted(Value const& value);

 private:
  friend class Deeper;

  // statements.cpp
  void exec(std::uint32_t number, Place place);
  void run_chain(Place place);
  void exec_for(Node const& node, Place place);
  void loop_over(Node const& node, Value const& list, Place place, Loop& loop);
  void bind_round(Node const& node, Value const& list, Place place, std::uint32_t round);
  void exec_set(Node const& node, Place place);
  void exec_block(Node const& node, Place place);
  void exec_super(Node const& node, Place place);
  void exec_include(Node const& node, Place place);
  void write(std::string_view text);
  void write_value(Value const& value);

  // expressions.cpp
  Value eval(std::uint32_t number, Place place);
  Value eval_binary(Op op, Value const& left, Value const& right);
  Value eval_name(std::uint32_t name, Place place);
  Value eval_local(std::uint32_t name, Place place);
  Value eval_ctx(std::uint32_t name, Place place);
  Value eval_list(Node const& node, Place place);
  Value eval_dict(Node const& node, Place place);
  Value eval_get(Node const& node, Place place);
  Value eval_filter(Node const& node, Place place);
  Value eval_test(Node const& node, Place place);
  Value eval_word(Node const& node, Place place);
  Value eval_capture(std::uint32_t body, Place place);
  Value add(Value const& left, Value const& right);
  Value contains(Value const& needle, Value const& hay);
  Value sentence_with(std::string_view sentence, Value const& places);

  // calls.cpp
  Value eval_call(Node const& node, Place place);
  Value call_macro(Macro const& macro, Arguments given);
  void bind_arguments(Node const& macro, Place place, Arguments given);
  Value call_range(Arguments given);
  Value make_macro(std::uint32_t node, Place place);
  void exec_define(Node const& node, Place place);
  void exec_import(Node const& node, Place place);
  void exec_from(Node const& node, Place place);
  Instance* imported(std::uint32_t number, bool with_context, Place place);

  // calls.cpp: frames and instances
  Frame* push(Frame* parent, bool isolated);
  Instance* instance_of(std::uint32_t number, bool sees_context);
  static Value* find(std::pmr::vector<Variable>& variables, std::uint32_t name);
  static void put(std::pmr::vector<Variable>& variables, std::uint32_t name, Value const& value);
  void put_where(bool in_frame, std::uint32_t name, Value const& value, Place place);
  template <class T>
  T* make() {
    static_cast<void>(afford(sizeof(T)));
    return new (arena_.allocate(sizeof(T), alignof(T))) T{};
  }

  /// Counts one node; false where they are too many or too deep.
  [[nodiscard]] bool step(Node const& node);

  Tree const& tree_;
  Value context_;
  RenderOptions const& options_;
  std::string language_;
  Value markup_;
  std::array<std::byte, 32768> first_block_;
  std::pmr::monotonic_buffer_resource arena_;
  std::string out_;
  std::vector<Instance*> imported_;  ///< by template: what a macro file gives is the same for all
  std::uint64_t steps_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t line_ = 0;
  std::uint32_t template_ = 0;
  std::optional<Problem> problem_;
};

/// One node deeper until the end of the scope.
class Deeper {
 public:
  explicit Deeper(Machine& machine) : machine_{machine} { ++machine_.depth_; }
  ~Deeper() { --machine_.depth_; }
  Deeper(Deeper const&) = delete;
  Deeper& operator=(Deeper const&) = delete;

 private:
  Machine& machine_;
};

// filters.cpp, filters_text.cpp, filters_list.cpp, tests.cpp
[[nodiscard]] Value apply_filter(Machine& machine, Filter filter, Arguments given);
[[nodiscard]] bool holds(Test test, Value const& value, Value const& argument);

}  // namespace concordat::page_template
