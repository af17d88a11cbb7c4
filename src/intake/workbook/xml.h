// SPDX-License-Identifier: Apache-2.0
// One part of a workbook as XML events, unpacked and parsed piece by piece.
//
// Names come without their prefix: programs choose prefixes freely. A document type is refused before it can declare an
// entity, nothing is ever fetched, and text is valid UTF-8 without NUL because XML knows no other.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "intake/workbook/archive.h"

struct XML_ParserStruct;

namespace concordat::intake {

/// The attributes of a start tag: name, value, name, value, ..., nothing.
class XmlAttributes {
 public:
  explicit XmlAttributes(char const** list) : list_{list} {}
  /// By name without prefix; the first of several. Empty where there is none.
  [[nodiscard]] std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] char const** list() const { return list_; }

 private:
  char const** list_;
};

class XmlEvents {
 public:
  XmlEvents() = default;
  XmlEvents(XmlEvents const&) = delete;
  XmlEvents& operator=(XmlEvents const&) = delete;
  virtual ~XmlEvents() = default;
  virtual void start(std::string_view name, XmlAttributes const& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view text) = 0;
};

class XmlParser {
 public:
  static constexpr int deepest = 64;
  static constexpr std::size_t longest_token = std::size_t{2} << 20;

  /// REQUIRES: `events` outlives the parser.
  XmlParser(std::unique_ptr<ArchiveEntry> entry, XmlEvents& events);
  XmlParser(XmlParser const&) = delete;
  XmlParser& operator=(XmlParser const&) = delete;
  ~XmlParser();

  /// Goes on until an event asks for a pause (true) or the part ends (false).
  [[nodiscard]] Result<bool> run();

  /// Goes on behind what is left of the innermost open element without parsing it: by looking for its end tag, which
  /// costs a fifth. REQUIRES: run() has just paused. False, with nothing changed, where that cannot be done. Only for
  /// looking through: a comment that holds the end tag would mislead it, and then what follows is not well-formed.
  [[nodiscard]] bool leave_element();

  // For events, while they are called:
  /// No event but the ends of the elements at hand follows before run() returns.
  void pause();
  void stop(ReadFault fault, Where where = {});
  [[nodiscard]] bool stopped() const { return problem_.has_value(); }
  [[nodiscard]] int depth() const { return depth_; }
  [[nodiscard]] std::uint64_t bytes_done() const { return entry_->done(); }
  [[nodiscard]] std::uint64_t bytes_total() const { return entry_->size(); }

 private:
  static constexpr int remembered_depth = 4;
  struct Calls;
  void begin();
  [[nodiscard]] Result<bool> feed(std::string_view bytes);
  [[nodiscard]] std::string left_in_buffer() const;
  [[nodiscard]] Result<std::string> find_end_of_element();
  [[nodiscard]] Result<bool> settle(int status);

  std::unique_ptr<ArchiveEntry> entry_;
  XmlEvents& events_;
  XML_ParserStruct* parser_ = nullptr;
  std::optional<Problem> problem_;
  int depth_ = 0;
  std::array<std::string, remembered_depth> open_ = {};  ///< names, as written, of the outermost elements
  std::uint64_t fed_ = 0;   ///< bytes given to the parser at hand
  std::string skipped_ = {};  ///< bytes behind which parsing goes on after leave_element()
  bool leaving_ = false;
  bool mute_ = false;
  bool plain_ = true;  ///< written in UTF-8
  bool paused_ = false;
  bool last_ = false;
  bool ended_ = false;
};

/// Parses a whole part at once.
[[nodiscard]] Result<void> parse_whole(Archive const& archive, std::string_view name, XmlEvents& events);

}  // namespace concordat::intake
