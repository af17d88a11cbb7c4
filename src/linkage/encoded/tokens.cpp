// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/tokens.h"

#include <algorithm>

#include "linkage/encoded/message.h"
#include "linkage/text/folding.h"
#include "linkage/text/phonetic.h"

namespace concordat::linkage {
namespace {

void append_part(std::string& message, std::string_view part) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    message.push_back(static_cast<char>((part.size() >> shift) & 0xFFU));
  message += part;
}

crypto::SymmetricKey derived(crypto::SymmetricKey const& agreed, std::string_view agreement,
                             std::string_view epoch) {
  auto const message = message_of("concordat/link-key/1", {std::string{agreement}, std::string{epoch}});
  return crypto::SymmetricKey{crypto::hmac_sha256(agreed, crypto::bytes_of(message))};
}

std::string date_text(int year, unsigned month, unsigned day) {
  return std::to_string(year) + "-" + std::to_string(month) + "-" + std::to_string(day);
}

}  // namespace

std::string message_of(std::string_view label, std::vector<std::string> const& parts) {
  std::string message;
  append_part(message, label);
  for (auto const& part : parts) append_part(message, part);
  return message;
}

LinkKey::LinkKey(crypto::SymmetricKey const& agreed, std::string_view agreement, std::string_view epoch)
    : mac_{derived(agreed, agreement, epoch)} {}

crypto::SymmetricKey LinkKey::derive(std::string_view purpose) const {
  auto const message = message_of("key", {std::string{purpose}});
  return crypto::SymmetricKey{mac_.of(crypto::bytes_of(message))};
}

std::uint64_t LinkKey::check() const {
  auto const hash = mac_.of(crypto::bytes_of(message_of("check", {})));
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < 8; ++at) number = number << 8U | std::to_integer<std::uint64_t>(hash[at]);
  return number;
}

std::string_view name_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::full:
      return "full";
    case TokenKind::day_month_swapped:
      return "day-month-swapped";
    case TokenKind::surname_sound:
      return "surname-sound";
    case TokenKind::names_and_year:
      return "names-and-year";
  }
  return "";
}

Tokeniser::Tokeniser(LinkKey const& key) : mac_{key.derive("tokens")} {}

Token Tokeniser::token(TokenKind kind, std::vector<std::string> const& parts) const {
  return mac_.of(crypto::bytes_of(message_of(name_of(kind), parts)));
}

std::vector<KindToken> Tokeniser::tokens(TokenFields const& fields) const {
  auto const forename = joined(folded(fields.forename));
  auto const surname = joined(without_particles(folded(fields.surname)));
  auto const sex = folded(fields.sex);
  std::vector<KindToken> made;
  auto const add = [&](TokenKind kind, std::vector<std::string> const& parts) {
    if (std::ranges::none_of(parts, &std::string::empty)) made.push_back({kind, token(kind, parts)});
  };
  if (!fields.born) return made;
  auto const [year, month, day] = *fields.born;
  auto const date = date_text(year, month, day);
  add(TokenKind::full, {forename, surname, date, sex});
  // both ways round make one token, so that a record with the two swapped finds the right one
  add(TokenKind::day_month_swapped,
      {forename, surname, date_text(year, std::min(month, day), std::max(month, day)), sex});
  if (!surname.empty()) add(TokenKind::surname_sound, {romanised_key(surname), date});
  add(TokenKind::names_and_year, {forename, surname, std::to_string(year)});
  return made;
}

}  // namespace concordat::linkage
