// SPDX-License-Identifier: Apache-2.0
// Cuts a JSON text into its elements, one object at a time, without holding the rest: an array, a sequence of
// objects (JSON Lines), or the features of a FeatureCollection. It knows brackets and strings only; what lies
// inside an element is for JsonFields to judge.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "intake/read/read_fault.h"
#include "intake/read/text_window.h"

namespace concordat::intake {

class JsonSplitter {
 public:
  /// REQUIRES: the window outlives the splitter, and only the splitter consumes from it.
  JsonSplitter(TextWindow& window, ReadLimits const& limits) : window_{window}, limits_{limits} {}

  /// Finds out what the text is and goes to its first element. Problems: json.malformed, json.not-an-object,
  /// geojson.no-features, file.empty.
  [[nodiscard]] Result<Format> begin();
  /// The next element, an object from brace to brace, valid until the next call; nothing at the end. While
  /// `keep` is set the window holds on to all elements, so that rewind() can go back.
  [[nodiscard]] Result<std::optional<std::string_view>> next(bool keep);
  /// Bytes that may be read from the start of the element, for simdjson's padding.
  [[nodiscard]] std::size_t readable() const { return window_.readable() - element_; }
  /// Number of the element that next() gave last; in JSON Lines the line it starts on.
  [[nodiscard]] std::uint64_t row() const { return row_; }
  /// Bytes kept since begin().
  [[nodiscard]] std::size_t kept() const { return at_; }
  /// Back to the first element.
  void rewind();

 private:
  struct Place {
    std::size_t at = 0;
    std::uint64_t row = 0, line = 1;
    bool first = true;
  };

  [[nodiscard]] Result<bool> skip_space();
  [[nodiscard]] Result<std::size_t> value_end();
  [[nodiscard]] Result<bool> find_features();
  [[nodiscard]] Result<bool> expect(char c);
  [[nodiscard]] Result<bool> next_in_array();
  [[nodiscard]] Result<void> finish_file();
  [[nodiscard]] char here() const { return window_.unread()[at_]; }
  [[nodiscard]] tl::unexpected<Problem> broken(ReadFault fault) const;

  TextWindow& window_;
  ReadLimits limits_;
  Format format_ = Format::json;
  std::size_t at_ = 0;       ///< in window_.unread()
  std::size_t element_ = 0;  ///< start of the element given last
  std::uint64_t row_ = 0;
  std::uint64_t line_ = 1;
  bool first_ = true;
  bool ended_ = false;
  Place start_;
};

}  // namespace concordat::intake
