// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/shared_strings.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "intake/workbook/cell_text.h"
#include "intake/workbook/xml.h"

namespace concordat::intake {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10;

/// <si><t>plain</t></si>, <si><r><t>rich </t></r><r><t>text</t></r></si>; <rPh> tells how to pronounce it.
class StringEvents final : public XmlEvents {
 public:
  StringEvents(SharedStrings& strings, std::size_t longest, std::uint64_t most_bytes)
      : strings_{strings}, longest_{longest}, most_bytes_{most_bytes} {}
  void follow(XmlParser& parser) { parser_ = &parser; }

  void start(std::string_view name, XmlAttributes const&) override {
    if (name == "si") text_.clear();
    if (name == "rPh") phonetic_ = true;
    if (name == "t") open_ = !phonetic_;
  }
  void end(std::string_view name) override {
    if (name == "t") open_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    unescaped_.clear();
    append_unescaped(unescaped_, text_);
    strings_.add(unescaped_);
    if (strings_.bytes() > most_bytes_) parser_->stop(ReadFault::workbook_strings);
  }
  void text(std::string_view text) override {
    if (!open_) return;
    text_ += text;
    if (text_.size() > longest_) parser_->stop(ReadFault::field_too_long);
  }

 private:
  SharedStrings& strings_;
  std::size_t longest_;
  std::uint64_t most_bytes_;
  XmlParser* parser_ = nullptr;
  std::string text_;
  std::string unescaped_;
  bool open_ = false;
  bool phonetic_ = false;
};

}  // namespace

Result<SharedStrings> SharedStrings::read(Archive const& archive, std::string_view part, std::size_t longest,
                                          std::uint64_t most_bytes) {
  SharedStrings strings;
  if (part.empty() || !archive.holds(part)) return strings;
  auto entry = archive.open_entry(part);
  if (!entry) return fail(entry);
  StringEvents events{strings, longest, most_bytes};
  XmlParser parser{std::move(*entry), events};
  events.follow(parser);
  auto const ran = parser.run();
  if (!ran) return fail(ran);
  return strings;
}

void SharedStrings::add(std::string_view text) {
  std::array<char, 10> length = {};
  std::size_t digits = 0;
  auto left = text.size();
  do {
    length[digits++] = static_cast<char>((left & 0x7fU) | (left >= 0x80 ? 0x80U : 0U));
    left >>= 7U;
  } while (left > 0);
  auto const need = digits + text.size();
  if (blocks_.empty() || blocks_.back().room - blocks_.back().used < need) {
    auto const room = std::max(block_bytes, need);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(room), 0, room});
  }
  auto& block = blocks_.back();
  if (count_ % stride == 0) {
    places_.push_back({static_cast<std::uint32_t>(blocks_.size() - 1), static_cast<std::uint32_t>(block.used)});
  }
  std::memcpy(block.bytes.get() + block.used, length.data(), digits);
  if (!text.empty()) std::memcpy(block.bytes.get() + block.used + digits, text.data(), text.size());
  block.used += need;
  bytes_ += need;
  ++count_;
}

std::optional<std::string_view> SharedStrings::at(std::uint64_t index) const {
  if (index >= count_) return std::nullopt;
  auto place = places_[index / stride];
  for (auto steps = index % stride;; --steps) {
    if (place.at == blocks_[place.block].used) place = {place.block + 1, 0};
    auto const* const bytes = blocks_[place.block].bytes.get();
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      auto const byte = static_cast<unsigned char>(bytes[place.at++]);
      size |= std::size_t{byte & 0x7fU} << shift;
      if (byte < 0x80) break;
    }
    if (steps == 0) return std::string_view{bytes + place.at, size};
    place.at += static_cast<std::uint32_t>(size);
  }
}

}  // namespace concordat::intake
