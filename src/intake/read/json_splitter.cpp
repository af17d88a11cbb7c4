// SPDX-License-Identifier: Apache-2.0
#include "intake/read/json_splitter.h"

namespace concordat::intake {
namespace {

constexpr int deepest = 64;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Steps through one value character by character, over as many windows as it takes.
class ValueWalk {
 public:
  /// Whether `c` belongs to the value; a bracket or quote that ends it still does.
  bool take(char c) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        done_ = depth_ == 0;
      }
      return true;
    }
    if (depth_ == 0 && started_ && (is_space(c) || c == ',' || c == '}' || c == ']')) {
      done_ = true;
      return false;
    }
    started_ = true;
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') {
      square_ = (square_ << 1U) | (c == '[' ? 1U : 0U);
      ++depth_;
    }
    if (c == '}' || c == ']') {
      mismatched_ = mismatched_ || depth_ == 0 || (square_ & 1U) != (c == ']' ? 1U : 0U);
      square_ >>= 1U;
      done_ = --depth_ <= 0;
    }
    return true;
  }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] bool mismatched() const { return mismatched_; }
  [[nodiscard]] bool too_deep() const { return depth_ > deepest; }
  /// A bare number or word may end with the file.
  [[nodiscard]] bool may_end() const { return depth_ == 0 && !in_string_ && started_; }

 private:
  int depth_ = 0;
  std::uint64_t square_ = 0;  ///< one bit per open bracket, the innermost last: whether it is a square one
  bool mismatched_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool started_ = false;
  bool done_ = false;
};

}  // namespace

tl::unexpected<Problem> JsonSplitter::broken(ReadFault fault) const {
  return fail(fault, {.row = row_});
}

/// To the next character that is no space; false at the end of the file.
Result<bool> JsonSplitter::skip_space() {
  for (;;) {
    auto const text = window_.unread();
    while (at_ < text.size() && is_space(text[at_])) {
      if (text[at_] == '\n') ++line_;
      ++at_;
    }
    if (at_ < text.size()) return true;
    auto const added = window_.more();
    if (!added) {
      auto problem = added.error();
      problem.where.row = row_;
      return tl::unexpected<Problem>{std::move(problem)};
    }
    if (!*added) return false;
  }
}

/// Where the value that starts here ends.
Result<std::size_t> JsonSplitter::value_end() {
  ValueWalk walk;
  auto at = at_;
  for (;;) {
    auto const text = window_.unread();
    for (; at < text.size(); ++at) {
      if (!walk.take(text[at])) return at;
      if (text[at] == '\n') ++line_;
      if (walk.mismatched()) return broken(ReadFault::json_malformed);
      if (walk.done()) return at + 1;
      if (walk.too_deep()) return broken(ReadFault::json_too_deep);
    }
    if (at - at_ > limits_.record_bytes) return broken(ReadFault::row_too_long);
    auto const added = window_.more();
    if (!added) {
      auto problem = added.error();
      problem.where.row = row_;
      return tl::unexpected<Problem>{std::move(problem)};
    }
    if (*added) continue;
    if (walk.may_end()) return at;
    return broken(ReadFault::json_unfinished);
  }
}

Result<bool> JsonSplitter::expect(char c) {
  auto const some = skip_space();
  if (!some) return some;
  if (!*some) return broken(ReadFault::json_unfinished);
  if (here() != c) return broken(ReadFault::json_malformed);
  ++at_;
  return true;
}

/// Walks the keys of the object that starts here, to the array "features"; false where the object has no such
/// key.
Result<bool> JsonSplitter::find_features() {
  bool is_collection = false;
  ++at_;
  for (bool first = true;; first = false) {
    if (auto const some = skip_space(); !some || !*some)
      return some ? broken(ReadFault::json_unfinished) : some;
    if (here() == '}') break;
    if (!first) {
      if (auto const comma = expect(','); !comma) return comma;
      if (auto const some = skip_space(); !some || !*some)
        return some ? broken(ReadFault::json_unfinished) : some;
    }
    if (here() != '"') return broken(ReadFault::json_malformed);
    auto const key_end = value_end();
    if (!key_end) return fail(key_end);
    auto const key_at = at_;
    at_ = *key_end;
    if (auto const colon = expect(':'); !colon) return colon;
    if (auto const some = skip_space(); !some || !*some)
      return some ? broken(ReadFault::json_unfinished) : some;
    auto const key = [&] { return window_.unread().substr(key_at, *key_end - key_at); };
    if (key() == "\"features\"" && here() == '[') {
      ++at_;
      return true;
    }
    auto const end = value_end();
    if (!end) return fail(end);
    auto const value = window_.unread().substr(at_, *end - at_);
    is_collection = is_collection || (key() == "\"type\"" && value == "\"FeatureCollection\"");
    at_ = *end;
  }
  if (is_collection) return broken(ReadFault::geojson_no_features);
  return false;
}

Result<Format> JsonSplitter::begin() {
  row_ = 1;
  auto const some = skip_space();
  if (!some) return fail(some);
  if (!*some) return fail(ReadFault::empty);
  if (here() == '[') {
    format_ = Format::json;
    ++at_;
  } else if (here() == '{') {
    auto const back = Place{at_, 0, line_, true};
    auto const features = find_features();
    // A first line that is broken is reported when it is read as an element.
    if (!features && fault_of(features.error()) == ReadFault::geojson_no_features) return fail(features);
    format_ = features && *features ? Format::geojson : Format::json_lines;
    if (format_ == Format::json_lines) at_ = back.at, line_ = back.line;
  } else {
    return broken(ReadFault::json_not_object);
  }
  window_.consume(at_);
  at_ = 0;
  row_ = 0;
  start_ = {0, 0, line_, true};
  return format_;
}

void JsonSplitter::rewind() {
  at_ = start_.at;
  row_ = start_.row;
  line_ = start_.line;
  first_ = start_.first;
  ended_ = false;
}

/// Over the comma to the next element; false behind the closing bracket.
Result<bool> JsonSplitter::next_in_array() {
  ++row_;
  auto some = skip_space();
  if (!some) return some;
  if (!*some) return broken(ReadFault::json_unfinished);
  if (here() == ']') {
    ++at_;
    --row_;
    return false;
  }
  if (!first_) {
    if (here() != ',') return broken(ReadFault::json_malformed);
    ++at_;
    some = skip_space();
    if (!some) return some;
    if (!*some) return broken(ReadFault::json_unfinished);
  }
  return true;
}

/// What follows the array: the rest of a FeatureCollection, then nothing.
Result<void> JsonSplitter::finish_file() {
  ended_ = true;
  while (format_ == Format::geojson) {
    if (auto const some = skip_space(); !some || !*some)
      return some ? broken(ReadFault::json_unfinished) : fail(some);
    if (here() == '}') {
      ++at_;
      break;
    }
    if (auto const comma = expect(','); !comma) return fail(comma);
    for (char const follows : {':', '\0'}) {
      if (auto const some = skip_space(); !some) return fail(some);
      auto const end = value_end();
      if (!end) return fail(end);
      at_ = *end;
      if (follows == '\0') continue;
      if (auto const colon = expect(follows); !colon) return fail(colon);
    }
  }
  auto const more = skip_space();
  if (!more) return fail(more);
  if (*more) return broken(ReadFault::json_malformed);
  return {};
}

Result<std::optional<std::string_view>> JsonSplitter::next(bool keep) {
  if (ended_) return std::nullopt;
  if (!keep) {
    window_.consume(at_);
    at_ = 0;
  }
  auto some = format_ == Format::json_lines ? skip_space() : next_in_array();
  if (!some) return fail(some);
  if (!*some) {
    if (format_ == Format::json_lines) {
      ended_ = true;
      return std::nullopt;
    }
    if (auto const finished = finish_file(); !finished) return fail(finished);
    return std::nullopt;
  }
  first_ = false;
  if (format_ == Format::json_lines) row_ = line_;
  if (here() != '{') return broken(ReadFault::json_not_object);
  auto const end = value_end();
  if (!end) return fail(end);
  element_ = at_;
  at_ = *end;
  return window_.unread().substr(element_, at_ - element_);
}

}  // namespace concordat::intake
