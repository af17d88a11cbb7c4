// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/xml.h"

#include <expat.h>

#include <algorithm>

namespace concordat::intake {
namespace {

constexpr int block = 64 << 10;

std::string_view without_prefix(std::string_view name) {
  auto const colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
  for (auto const* at = list_; *at != nullptr; at += 2) {
    if (without_prefix(at[0]) == name) return at[1];
  }
  return std::nullopt;
}

struct XmlParser::Calls {
  static XmlParser& of(void* self) { return *static_cast<XmlParser*>(self); }
  static void start(void* self, char const* name, char const** attributes) {
    auto& parser = of(self);
    if (++parser.depth_ > deepest) return parser.stop(ReadFault::workbook_too_deep);
    if (parser.depth_ <= remembered_depth) parser.open_[static_cast<std::size_t>(parser.depth_ - 1)] = name;
    if (!parser.stopped() && !parser.mute_) parser.events_.start(without_prefix(name), XmlAttributes{attributes});
  }
  static void end(void* self, char const* name) {
    auto& parser = of(self);
    if (!parser.stopped()) parser.events_.end(without_prefix(name));
    --parser.depth_;
  }
  static void text(void* self, char const* text, int size) {
    auto& parser = of(self);
    if (!parser.stopped()) parser.events_.text({text, static_cast<std::size_t>(size)});
  }
  static void declaration(void* self, char const*, char const* encoding, int) {
    std::string_view const said{encoding == nullptr ? "UTF-8" : encoding};
    of(self).plain_ = said == "UTF-8" || said == "utf-8";
  }
  static void doctype(void* self, char const*, char const*, char const*, int) {
    of(self).stop(ReadFault::workbook_doctype);
  }
};

XmlParser::XmlParser(std::unique_ptr<ArchiveEntry> entry, XmlEvents& events)
    : entry_{std::move(entry)}, events_{events}, parser_{::XML_ParserCreate(nullptr)} {
  begin();
}

void XmlParser::begin() {
  if (parser_ == nullptr) {
    problem_ = problem_of(ReadFault::workbook_damaged);
    return;
  }
  ::XML_SetUserData(parser_, this);
  ::XML_SetElementHandler(parser_, &Calls::start, &Calls::end);
  ::XML_SetCharacterDataHandler(parser_, &Calls::text);
  ::XML_SetStartDoctypeDeclHandler(parser_, &Calls::doctype);
  ::XML_SetXmlDeclHandler(parser_, &Calls::declaration);
}

XmlParser::~XmlParser() {
  ::XML_ParserFree(parser_);
}

void XmlParser::pause() {
  if (paused_ || stopped()) return;
  paused_ = true;
  ::XML_StopParser(parser_, XML_TRUE);
}

void XmlParser::stop(ReadFault fault, Where where) {
  if (problem_) return;
  problem_ = problem_of(fault, std::move(where));
  ::XML_StopParser(parser_, XML_FALSE);
}

Result<bool> XmlParser::settle(int status) {
  if (problem_) return tl::unexpected<Problem>{*problem_};
  if (status == XML_STATUS_SUSPENDED) return true;
  if (status == XML_STATUS_ERROR) {
    problem_ = problem_of(ReadFault::workbook_xml);
    return tl::unexpected<Problem>{*problem_};
  }
  return false;
}

Result<bool> XmlParser::run() {
  if (problem_) return tl::unexpected<Problem>{*problem_};
  if (leaving_) {
    leaving_ = false;
    auto const rest = find_end_of_element();
    if (!rest) return fail(rest);
    auto const suspended = feed(*rest);
    if (!suspended || *suspended) return suspended;
  } else if (paused_) {
    paused_ = false;
    auto const suspended = settle(::XML_ResumeParser(parser_));
    if (!suspended || *suspended) return suspended;
    ended_ = last_;
  }
  while (!ended_) {
    auto* const room = ::XML_GetBuffer(parser_, block);
    if (room == nullptr) return settle(XML_STATUS_ERROR);
    auto const got = entry_->read(static_cast<char*>(room), block);
    if (!got) {
      problem_ = got.error();
      return fail(got);
    }
    fed_ += *got;
    // A token that does not end makes expat scan it from its start with every block.
    auto const at = ::XML_GetCurrentByteIndex(parser_);
    if (at >= 0 && fed_ - static_cast<std::uint64_t>(at) > longest_token) {
      stop(ReadFault::field_too_long);
      return settle(XML_STATUS_ERROR);
    }
    last_ = *got == 0;
    auto const suspended = settle(::XML_ParseBuffer(parser_, static_cast<int>(*got), last_ ? 1 : 0));
    if (!suspended || *suspended) return suspended;
    ended_ = last_;
  }
  return false;
}

Result<bool> XmlParser::feed(std::string_view bytes) {
  fed_ += bytes.size();
  return settle(::XML_Parse(parser_, bytes.data(), static_cast<int>(bytes.size()), 0));
}

/// What the parser has and has not yet looked at, behind the event it paused in.
std::string XmlParser::left_in_buffer() const {
  int at = 0;
  int size = 0;
  char const* const buffer = ::XML_GetInputContext(parser_, &at, &size);
  auto const from = at + ::XML_GetCurrentByteCount(parser_);
  if (buffer == nullptr || at < 0 || from > size) return {};
  return {buffer + from, static_cast<std::size_t>(size - from)};
}

bool XmlParser::leave_element() {
  if (!paused_ || last_ || stopped() || !plain_ || depth_ < 1 || depth_ > remembered_depth) return false;
  auto left = left_in_buffer();
  auto* const fresh = ::XML_ParserCreate("UTF-8");
  if (fresh == nullptr) return false;
  skipped_ = std::move(left);
  ::XML_ParserFree(parser_);
  parser_ = fresh;
  begin();
  // The elements that are open, so that their ends have beginnings.
  std::string opening;
  for (int i = 0; i < depth_; ++i) opening += "<" + open_[static_cast<std::size_t>(i)] + ">";
  mute_ = true;
  depth_ = 0;
  fed_ = 0;
  paused_ = false;
  leaving_ = feed(opening).has_value();
  mute_ = false;
  return true;
}

/// The bytes from the element's end tag on that were read with it.
Result<std::string> XmlParser::find_end_of_element() {
  auto const end_tag = "</" + open_[static_cast<std::size_t>(depth_ - 1)] + ">";
  auto window = std::move(skipped_);
  skipped_ = {};
  for (;;) {
    auto const found = window.find(end_tag);
    if (found != std::string::npos) return window.substr(found);
    window.erase(0, window.size() - std::min(window.size(), end_tag.size()));
    auto const before = window.size();
    window.resize(before + block);
    auto const got = entry_->read(window.data() + before, block);
    window.resize(before + (got ? *got : 0));
    if (!got) problem_ = got.error();
    if (got && *got == 0) problem_ = problem_of(ReadFault::workbook_xml);
    if (problem_) return tl::unexpected<Problem>{*problem_};
  }
}

Result<void> parse_whole(Archive const& archive, std::string_view name, XmlEvents& events) {
  auto entry = archive.open_entry(name);
  if (!entry) return fail(entry);
  XmlParser parser{std::move(*entry), events};
  auto const ran = parser.run();
  if (!ran) return fail(ran);
  return {};
}

}  // namespace concordat::intake
