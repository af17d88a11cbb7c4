// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/add_checkpoint.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view old_start = "old ";

/// Up to the next line end, which is taken as well; nothing where there is none.
std::optional<std::string_view> take_line(std::string_view& rest) {
  auto const end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto const line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view digits) {
  auto const number = text::parse_integer(digits);
  if (!number || *number < 0 || fmt::format("{}", *number) != digits) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::string write_add_checkpoint(AddCheckpoint const& question) {
  auto body = fmt::format("{}{}\n", old_start, question.old_size);
  for (auto const& hash : question.proof) body += crypto::to_base64(hash) + "\n";
  return body + "\n" + question.note;
}

std::optional<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > largest_add_checkpoint) return std::nullopt;
  auto line = take_line(body);
  if (!line || !line->starts_with(old_start)) return std::nullopt;
  auto const old_size = parse_size(line->substr(old_start.size()));
  if (!old_size) return std::nullopt;
  AddCheckpoint question{.old_size = *old_size};
  for (line = take_line(body); line && !line->empty(); line = take_line(body)) {
    auto const hash = crypto::hash_from_base64(*line);
    if (!hash || question.proof.size() == most_proof_lines) return std::nullopt;
    question.proof.push_back(*hash);
  }
  if (!line || body.empty()) return std::nullopt;
  question.note = body;
  return question;
}

}  // namespace concordat::ledger
