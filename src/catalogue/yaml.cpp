// SPDX-License-Identifier: Apache-2.0
#include "catalogue/yaml.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <libfyaml.h>

#include "base/text.h"
#include "catalogue/yaml_scalar.h"

namespace concordat::catalogue {
namespace {

struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagnosisDeleter {
  void operator()(fy_diag* diagnosis) const { fy_diag_destroy(diagnosis); }
};

/// Collects what the library has to say; by default it would print to the standard error stream.
std::unique_ptr<fy_diag, DiagnosisDeleter> quiet_diagnosis() {
  fy_diag_cfg configuration = {};
  fy_diag_cfg_default(&configuration);
  configuration.fp = nullptr;
  configuration.output_fn = [](fy_diag*, void*, char const*, std::size_t) {};
  configuration.colorize = false;
  auto diagnosis = std::unique_ptr<fy_diag, DiagnosisDeleter>{fy_diag_create(&configuration)};
  if (diagnosis) fy_diag_set_collect_errors(diagnosis.get(), true);
  return diagnosis;
}

Place place_of(fy_mark const* mark) {
  if (mark == nullptr) return {};
  return {static_cast<std::uint32_t>(mark->line + 1), static_cast<std::uint32_t>(mark->column + 1)};
}

bool is_block_text(fy_event* event) {
  if (event->type != FYET_SCALAR || event->scalar.value == nullptr) return false;
  auto const style = fy_scalar_token_get_style(event->scalar.value);
  return style == FYSS_LITERAL || style == FYSS_FOLDED;
}

bool is_quoted(fy_event* event) {
  if (event->type != FYET_SCALAR || event->scalar.value == nullptr) return false;
  auto const style = fy_scalar_token_get_style(event->scalar.value);
  return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

/// Turns the stream of events into a tree, one open list or map a level.
class Builder {
 public:
  Builder(std::string_view source, std::string_view file, YamlLimits limits)
      : source_{source}, file_{file}, limits_{limits} {}

  /// False once something is wrong; `finding()` then says what.
  bool take(fy_event* event) {
    at_ = place_of(fy_event_start_mark(event));
    if (is_quoted(event) && at_.column > 1) --at_.column;  // the library points behind the quote
    if (++events_ > limits_.events) return refuse("yaml-too-large", "the document has too many parts",
                                                  fmt::format("Keep it under {} parts, or split it.", limits_.events));
    if (event->type == FYET_ALIAS || fy_event_get_anchor_token(event) != nullptr)
      return refuse("yaml-anchor", "anchors and aliases are not allowed", "Write the value out in both places.");
    if (fy_event_get_tag_token(event) != nullptr)
      return refuse("yaml-tag", "tags are not allowed", "Take the tag away; quote the value if it is meant as text.");
    auto const begins = event->type == FYET_SCALAR || event->type == FYET_MAPPING_START ||
                        event->type == FYET_SEQUENCE_START;
    if (begins && stands_too_far_out(event))
      return refuse("yaml-indentation", "this stands no further in than what it belongs to", "Indent it.");
    switch (event->type) {
      case FYET_DOCUMENT_START:
        if (++documents_ > 1)
          return refuse("yaml-many-documents", "there is more than one document", "Keep one document a file.");
        return true;
      case FYET_SCALAR: return take_scalar(event->scalar.value);
      case FYET_MAPPING_START: return open(Node::Kind::map, is_flow(event));
      case FYET_SEQUENCE_START: return open(Node::Kind::list, is_flow(event));
      case FYET_MAPPING_END:
      case FYET_SEQUENCE_END: return close();
      default: return true;
    }
  }

  bool refuse(std::string_view code, std::string const& message, std::string remedy) {
    finding_ = Finding{Severity::error, std::string{code}, file_,          at_.line,
                       at_.column,      message + ".",      std::move(remedy)};
    return false;
  }

  void stand_at(Place place) { at_ = place; }
  [[nodiscard]] Finding const& finding() const { return finding_; }
  [[nodiscard]] std::optional<Node>& root() { return root_; }

 private:
  struct Level {
    Node node;
    bool flow = false;  ///< inside brackets
    bool has_key = false;
    Entry entry = {};
    std::unordered_set<std::string> keys = {};
  };

  [[nodiscard]] bool wants_key() const {
    return !levels_.empty() && levels_.back().node.kind == Node::Kind::map && !levels_.back().has_key;
  }

  bool take_scalar(fy_token* token) {
    std::size_t length = 0;
    char const* const start = token == nullptr ? "" : fy_token_get_text(token, &length);
    if (start == nullptr) return refuse("yaml-syntax", "a value cannot be read", "Put it in double quotes.");
    auto const text = std::string_view{start, length};
    if (is_read_unlike(token))
      return refuse("yaml-block-text", "readers put this text together in different ways",
                    "Begin every line at one column, further in than the key; no figure after | or >; end with a line end.");
    if (has_control_character(text) || !text::is_utf8(text))
      return refuse("yaml-control-character", "this text holds a control character", "Take the escape away.");
    if (wants_key()) return take_key(text);
    auto node = Node{};
    node.line = at_.line;
    node.column = at_.column;
    auto const plain = token == nullptr || fy_scalar_token_get_style(token) == FYSS_PLAIN;
    if (!plain) {
      node.text = text;
    } else if (text == "true" || text == "false") {
      node.kind = Node::Kind::boolean;
      node.boolean = text == "true";
    } else if (auto const integer = plain_integer(text)) {
      node.kind = Node::Kind::integer;
      node.integer = *integer;
    } else if (text.empty()) {
      return refuse("yaml-ambiguous", "there is no value here",
                    "Give a value, write \"\" for empty text, or leave the key out.");
    } else if (is_ambiguous(text) || (levels_.size() > 0 && levels_.back().flow && text.find('?') != text.npos)) {
      return refuse("yaml-ambiguous", fmt::format("'{}' means different things to different readers", shown(text)),
                    "Put it in quotes if it is text, or write true or false.");
    } else {
      node.text = text;
    }
    return put(std::move(node));
  }

  /// Is this a block text (| or >) that two readers put together in different ways?
  [[nodiscard]] bool is_read_unlike(fy_token* token) const {
    auto const style = token == nullptr ? FYSS_PLAIN : fy_scalar_token_get_style(token);
    if (style != FYSS_FOLDED && style != FYSS_LITERAL) return false;
    auto const* const start = fy_token_start_mark(token);
    auto const* const end = fy_token_end_mark(token);
    if (start == nullptr || end == nullptr || end->input_pos > source_.size() || start->input_pos > end->input_pos)
      return true;
    auto const raw = source_.substr(start->input_pos, end->input_pos - start->input_pos);
    auto const indent = indent_of(raw, style == FYSS_FOLDED);
    auto const opening = opening_of(source_.substr(0, start->input_pos));
    auto const cut_short = end->input_pos == source_.size() && !source_.ends_with('\n');
    return cut_short || raw.find('\n') == std::string_view::npos || !indent || *indent <= opening.parent || opening.figure;
  }

  /// Outside brackets a value on a line of its own stands further in than what it belongs to; the library lets more by.
  [[nodiscard]] bool stands_too_far_out(fy_event* event) const {
    if (levels_.empty() || levels_.back().flow || is_block_text(event)) return false;
    auto const& level = levels_.back();
    if (level.node.kind == Node::Kind::list) return at_.column <= level.node.column;
    if (!level.has_key || at_.line == level.entry.line) return false;
    auto const is_list = event->type == FYET_SEQUENCE_START && !is_flow(event);
    return is_list ? at_.column < level.node.column : at_.column <= level.node.column;
  }

  [[nodiscard]] bool is_flow(fy_event* event) const {
    auto const* const mark = fy_event_start_mark(event);
    if (mark == nullptr || mark->input_pos >= source_.size()) return false;
    return source_[mark->input_pos] == '{' || source_[mark->input_pos] == '[';
  }

  bool take_key(std::string_view key) {
    if (!is_plain_key(key))
      return refuse("yaml-key", fmt::format("'{}' is not a plain key", shown(key)),
                    "Use small letters a to z, digits and _, beginning with a letter, at most 64.");
    auto& level = levels_.back();
    if (!level.keys.insert(std::string{key}).second)
      return refuse("yaml-duplicate-key", fmt::format("the key '{}' appears twice", key), "Keep one of the two.");
    level.has_key = true;
    level.entry = Entry{std::string{key}, at_.line, at_.column, {}};
    return true;
  }

  bool open(Node::Kind kind, bool flow) {
    if (wants_key()) return refuse("yaml-key", "a key must be a plain word", "Use a word of small letters as the key.");
    if (levels_.size() >= limits_.depth)
      return refuse("yaml-too-deep", "the document is nested too deep",
                    fmt::format("Nest at most {} levels.", limits_.depth));
    auto level = Level{};
    level.node.kind = kind;
    level.flow = flow || (!levels_.empty() && levels_.back().flow);
    level.node.line = at_.line;
    level.node.column = at_.column;
    levels_.push_back(std::move(level));
    return true;
  }

  bool close() {
    if (levels_.empty()) return refuse("yaml-syntax", "a list or map ends that never began", "Check the brackets.");
    auto node = std::move(levels_.back().node);
    levels_.pop_back();
    return put(std::move(node));
  }

  bool put(Node node) {
    if (levels_.empty()) {
      root_ = std::move(node);
    } else if (auto& level = levels_.back(); level.node.kind == Node::Kind::list) {
      level.node.items.push_back(std::move(node));
    } else {
      level.entry.value = std::move(node);
      level.node.entries.push_back(std::move(level.entry));
      level.has_key = false;
    }
    return true;
  }

  /// Enough of a wrong text to find it, never a screenful.
  static std::string shown(std::string_view text) {
    constexpr std::size_t enough = 40;
    if (text.size() <= enough) return std::string{text};
    auto cut = enough;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    return std::string{text.substr(0, cut)} + "...";
  }

  std::string_view source_;
  std::string file_;
  YamlLimits limits_;
  Place at_ = {};
  std::size_t events_ = 0;
  std::size_t documents_ = 0;
  std::vector<Level> levels_ = {};
  std::optional<Node> root_ = {};
  Finding finding_ = {};
};

/// The first control character or broken UTF-8 stops the reading: the library is never shown either.
std::optional<Finding> refuse_bytes(std::string_view text, std::string_view file, YamlLimits limits) {
  auto refusal = [&](std::string_view code, std::string const& message, std::string remedy, Place place) {
    return Finding{Severity::error, std::string{code}, std::string{file}, place.line, place.column,
                   message + ".", std::move(remedy)};
  };
  if (text.size() > limits.bytes)
    return refusal("yaml-too-large", "the file is too large",
                   fmt::format("Keep it under {} bytes, or split it.", limits.bytes), {0, 0});
  if (!text::is_utf8(text)) return refusal("yaml-encoding", "the file is not UTF-8", "Save it as UTF-8.", {0, 0});
  auto place = Place{};
  for (auto const letter : text) {
    if (letter == '%' && place.column == 1)
      return refusal("yaml-directive", "directives are not allowed", "Take the line away, or quote the value.", place);
    if (letter == '\t')
      return refusal("yaml-tab", "there is a tab", "Use spaces; inside double quotes write \\t.", place);
    auto const byte = static_cast<unsigned char>(letter);
    if ((byte < 0x20 && letter != '\n' && letter != '\r') || byte == 0x7F)
      return refusal("yaml-control-character", "there is a control character", "Delete the invisible character.",
                     place);
    if (letter == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return {};
}

Finding syntax_finding(fy_diag* diagnosis, std::string_view file) {
  auto finding = Finding{Severity::error, "yaml-syntax", std::string{file}, 0, 0, "the file is not valid YAML",
                         "Check the indentation, the quotes and the brackets here."};
  void* cursor = nullptr;
  if (auto const* const error = fy_diag_errors_iterate(diagnosis, &cursor); error != nullptr) {
    if (error->line > 0) finding.line = static_cast<std::uint32_t>(error->line);
    if (error->column > 0) finding.column = static_cast<std::uint32_t>(error->column);
    if (error->msg != nullptr && *error->msg != '\0') finding.message += fmt::format(": {}", error->msg);
  }
  finding.message += ".";
  return finding;
}

}  // namespace

Node const* Node::find(std::string_view key) const {
  auto const found = std::find_if(entries.begin(), entries.end(), [&](Entry const& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string_view words_for(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text: return "text";
    case Node::Kind::integer: return "a whole number";
    case Node::Kind::boolean: return "true or false";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
  }
  return "a value";
}

tl::expected<Node, Finding> read_yaml(std::string_view text, std::string_view file, YamlLimits limits) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (auto refused = refuse_bytes(text, file, limits)) return tl::unexpected<Finding>{std::move(*refused)};
  fy_parse_cfg configuration = {};
  auto const diagnosis = quiet_diagnosis();
  configuration.diag = diagnosis.get();
  configuration.flags = static_cast<fy_parse_cfg_flags>(
      static_cast<unsigned>(FYPCF_QUIET) | static_cast<unsigned>(FYPCF_JSON_NONE) | static_cast<unsigned>(FYPCF_DEFAULT_VERSION_1_2));
  auto const parser = std::unique_ptr<fy_parser, ParserDeleter>{fy_parser_create(&configuration)};
  auto builder = Builder{text, file, limits};
  if (!diagnosis || !parser || fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) {
    builder.refuse("yaml-syntax", "the file cannot be read as YAML", "Check that it is a text file.");
    return tl::unexpected<Finding>{builder.finding()};
  }
  auto fine = true;
  while (auto* const event = fy_parser_parse(parser.get())) {
    fine = builder.take(event);
    fy_parser_event_free(parser.get(), event);
    if (!fine) return tl::unexpected<Finding>{builder.finding()};
  }
  if (fy_parser_get_stream_error(parser.get())) return tl::unexpected<Finding>{syntax_finding(diagnosis.get(), file)};
  if (!builder.root()) {
    builder.stand_at({});
    builder.refuse("yaml-empty", "the file holds nothing", "Write the document, or take the file away.");
    return tl::unexpected<Finding>{builder.finding()};
  }
  return std::move(*builder.root());
}

tl::expected<Node, Finding> read_yaml_file(std::string const& path, YamlLimits limits) {
  auto stream = std::ifstream{path, std::ios::binary};
  if (!stream) {
    return tl::unexpected<Finding>{Finding{Severity::error, "cannot-read", path, 0, 0, "the file cannot be opened",
                                           "Check that it exists and may be read."}};
  }
  auto text = std::string{};
  text.resize(limits.bytes + 4);  // a mark of three bytes may stand in front, and one more byte shows it is too long
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return read_yaml(text, path, limits);
}

Json to_json(Node const& node) {
  switch (node.kind) {
    case Node::Kind::text: return Json{node.text};
    case Node::Kind::integer: return Json{node.integer};
    case Node::Kind::boolean: return Json{node.boolean};
    case Node::Kind::list: {
      auto array = Json::Array{};
      for (auto const& item : node.items) array.push_back(to_json(item));
      return Json{std::move(array)};
    }
    case Node::Kind::map: {
      auto object = Json::Object{};
      for (auto const& entry : node.entries) object.emplace(entry.key, to_json(entry.value));
      return Json{std::move(object)};
    }
  }
  return Json{};
}

}  // namespace concordat::catalogue
