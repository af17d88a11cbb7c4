// SPDX-License-Identifier: Apache-2.0
#include "linkage/parts/part_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "linkage/table/dictionary.h"

namespace concordat::linkage {
namespace {

constexpr std::size_t number_bytes = 8;

tl::unexpected<Problem> damaged() {
  return fail(Fault::integrity, "part.damaged", "The file of a part is torn or was changed.", "Run that part again.");
}

class PartWriter {
 public:
  PartWriter(std::string_view format, PartKey const& key)
      : bytes_{fmt::format("{} {:016x} {} {}\n", format, key.plan, key.part, key.parts)} {}
  void number(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>((value >> shift) & 0xff);
  }
  void text(std::string_view text) {
    number(text.size());
    bytes_ += text;
  }
  std::string finish() {
    number(hash_bytes(bytes_));
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

/// Whatever runs over the end reads as nought and is no longer good.
class PartReader {
 public:
  explicit PartReader(std::string_view bytes) : left_{bytes} {}
  std::uint64_t number() {
    if (left_.size() < number_bytes) {
      good_ = false;
      left_ = {};
      return 0;
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < number_bytes; ++i) value |= std::uint64_t{static_cast<std::uint8_t>(left_[i])} << (8 * i);
    left_.remove_prefix(number_bytes);
    return value;
  }
  /// How many things of at least so many bytes follow: a false number cannot make us reserve memory.
  std::size_t count(std::size_t bytes_each) {
    auto const value = number();
    if (value <= left_.size() / bytes_each) return static_cast<std::size_t>(value);
    good_ = false;
    left_ = {};
    return 0;
  }
  std::string text() {
    auto const size = count(1);
    std::string text{left_.substr(0, size)};
    left_.remove_prefix(size);
    return text;
  }
  [[nodiscard]] bool good() const { return good_ && left_.empty(); }

 private:
  std::string_view left_;
  bool good_ = true;
};

/// The body, where the line is the expected one and the hash is right.
Result<std::string_view> body_of(std::string_view format, PartKey const& key, std::string_view bytes) {
  auto const line = bytes.find('\n');
  if (line == std::string_view::npos || bytes.size() < line + 1 + number_bytes || !bytes.starts_with(format)) return damaged();
  auto const end = bytes.size() - number_bytes;
  if (PartReader{bytes.substr(end)}.number() != hash_bytes(bytes.substr(0, end))) return damaged();
  if (bytes.substr(0, line) != fmt::format("{} {:016x} {} {}", format, key.plan, key.part, key.parts)) {
    return fail(Fault::conflict, "part.other-plan", "The file is a part of another run: another model, other records or another number of parts.",
                "Use a new folder for each plan, or run the parts of this one again.");
  }
  return bytes.substr(line + 1, end - line - 1);
}

constexpr std::string_view counts_format = "concordat-link-counts/1";
constexpr std::string_view edges_format = "concordat-link-edges/1";

}  // namespace

std::string counts_bytes(PartKey const& key, Counts const& counts) {
  PartWriter writer{counts_format, key};
  writer.number(counts.prior_pairs);
  writer.number(counts.random_levels.size());
  for (auto const& levels : counts.random_levels) {
    writer.number(levels.size());
    for (auto const count : levels) writer.number(count);
  }
  writer.number(counts.sessions.size());
  for (auto const& session : counts.sessions) {
    auto const patterns = session.sorted();
    writer.number(patterns.size());
    for (auto const& [pattern, count] : patterns) {
      writer.number(pattern);
      writer.number(count);
    }
  }
  return writer.finish();
}

Result<Counts> counts_from(PartKey const& key, std::string_view bytes) {
  auto const body = body_of(counts_format, key, bytes);
  if (!body) return fail(body);
  PartReader reader{*body};
  Counts counts;
  counts.prior_pairs = reader.number();
  counts.random_levels.resize(reader.count(number_bytes));
  for (auto& levels : counts.random_levels) {
    levels.resize(reader.count(number_bytes));
    for (auto& count : levels) count = reader.number();
  }
  counts.sessions.resize(reader.count(number_bytes));
  for (auto& session : counts.sessions) {
    for (auto left = reader.count(2 * number_bytes); left > 0; --left) {
      auto const pattern = reader.number();
      session.add(pattern, reader.number());
    }
  }
  if (!reader.good()) return damaged();
  return counts;
}

std::string edges_bytes(PartKey const& key, Found const& found) {
  PartWriter writer{edges_format, key};
  writer.number(found.rules.size());
  for (auto const& rule : found.rules) {
    writer.text(rule.name);
    for (auto const value : {rule.pairs, rule.found, rule.kept, rule.keys_guarded, rule.records_guarded, rule.largest}) writer.number(value);
  }
  writer.number(found.edges.size());
  for (auto const& edge : found.edges) {
    writer.number(std::uint64_t{edge.left} << 32 | edge.right);
    writer.number(static_cast<std::uint32_t>(edge.weight));
  }
  return writer.finish();
}

Result<Found> edges_from(PartKey const& key, std::string_view bytes) {
  auto const body = body_of(edges_format, key, bytes);
  if (!body) return fail(body);
  PartReader reader{*body};
  Found found;
  found.rules.resize(reader.count(7 * number_bytes));
  for (auto& rule : found.rules) {
    rule.name = reader.text();
    for (auto* const value : {&rule.pairs, &rule.found, &rule.kept, &rule.keys_guarded, &rule.records_guarded, &rule.largest}) *value = reader.number();
  }
  found.edges.resize(reader.count(2 * number_bytes));
  for (auto& edge : found.edges) {
    auto const both = reader.number();
    edge = {static_cast<Record>(both >> 32), static_cast<Record>(both), static_cast<Bits>(static_cast<std::uint32_t>(reader.number()))};
  }
  if (!reader.good()) return damaged();
  return found;
}

void add(Found& to, Found const& part) {
  to.edges.insert(to.edges.end(), part.edges.begin(), part.edges.end());
  if (to.rules.empty()) {
    to.rules = part.rules;
    return;
  }
  for (std::size_t i = 0; i < to.rules.size() && i < part.rules.size(); ++i) {
    auto& rule = to.rules[i];
    rule.pairs += part.rules[i].pairs;
    rule.found += part.rules[i].found;
    rule.kept += part.rules[i].kept;
    rule.keys_guarded += part.rules[i].keys_guarded;
    rule.records_guarded += part.rules[i].records_guarded;
    rule.largest = std::max(rule.largest, part.rules[i].largest);
  }
}

}  // namespace concordat::linkage
