// SPDX-License-Identifier: Apache-2.0
// encode key, encode tokens, encode match.
#include <fmt/format.h>

#include "base/chance.h"
#include "base/file.h"
#include "cli/encode/runs.h"
#include "crypto/encoding.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_tokens = std::uint64_t{4} << 30U;

struct TokenList {
  std::vector<linkage::KindToken> tokens;
  std::size_t without = 0;  ///< people of whom nothing can be made
};

TokenList tokens_of(linkage::Pair const& pair, std::vector<EncodePerson> const& people) {
  linkage::Tokeniser const tokeniser{pair.key};
  TokenList list;
  for (auto const& person : people) {
    auto const made = tokeniser.tokens(person.fields());
    list.without += made.empty() ? 1 : 0;
    list.tokens.insert(list.tokens.end(), made.begin(), made.end());
  }
  return list;
}

}  // namespace

Tried<FileAnswer> run_encode_key(EncodeArguments const& arguments, Clock const& /*clock*/) {
  SystemChance chance;
  auto const key = linkage::PartyKey::generate({arguments.agreement, arguments.epoch, arguments.party}, chance);
  if (!key) return stopped(key);
  auto const text = key->text();
  if (auto const done = write_file(arguments.out, text.expose(), {.mode = 0400, .existing = Existing::refuse}); !done) return in_file(arguments.out, done);
  auto const public_file = arguments.out + ".pub";
  if (auto const done = write_file(public_file, key->card().text(), {.existing = Existing::refuse}); !done) {
    return in_file(public_file, done);
  }
  Json json;
  json.set("public", public_file).set("fingerprint", key->card().fingerprint());
  return FileAnswer{json, fmt::format("Send {} to the other party, and read its fingerprint to them by telephone:\n{}\n", public_file, key->card().fingerprint())};
}

Tried<FileAnswer> run_encode_tokens(EncodeArguments const& arguments, Clock const& clock) {
  auto const hands = read_hands(arguments);
  if (!hands) return stopped(hands);
  auto const people = read_people(arguments, arguments.in, clock, false);
  if (!people) return stopped(people);
  auto const list = tokens_of(hands->pair, *people);
  SystemChance chance;
  auto sets = linkage::padded(list.tokens, chance);
  auto const size = sets.front().size();
  auto const bytes = linkage::to_bytes(linkage::encoded_file(hands->pair, linkage::token_schema(), std::move(sets)), hands->key);
  if (auto const done = write_file(arguments.out, bytes, {.existing = Existing::refuse}); !done) return in_file(arguments.out, done);
  auto const hash = crypto::to_hex(crypto::sha256(bytes));
  Json json;
  json.set("people", people->size()).set("left_out", list.without).set("shown_size", size).set("sha256", hash).set("other_fingerprint", hands->pair.theirs.fingerprint());
  return FileAnswer{json, fmt::format("{} people, {} of them left out for want of a name or a date of birth. Who gets the list sees {} tokens of each kind.\n"
                                      "It was made with the key whose fingerprint is {}: compare it by telephone.\nSHA-256 of the list: {}\n",
                                      people->size(), list.without, size, hands->pair.theirs.fingerprint(), hash)};
}

Tried<FileAnswer> run_encode_match(EncodeArguments const& arguments, Clock const& clock) {
  auto const left = read_file(arguments.in, largest_tokens);
  if (!left) return in_file(arguments.in, left);
  auto const right = read_file(arguments.second, largest_tokens);
  if (!right) return in_file(arguments.second, right);
  auto const compared = read_compared(arguments, *left, *right);
  if (!compared) return stopped(compared);
  auto const* const a = std::get_if<linkage::TokenSets>(&compared->left.records);
  auto const* const b = std::get_if<linkage::TokenSets>(&compared->right.records);
  if (a == nullptr || b == nullptr) {
    return stopped(Problem{Fault::refused, "encode.no-tokens", "The files hold filters, which are compared in an enclave only.", "Use concordat encode similar there."});
  }
  if (auto const noted = note_comparison(arguments, *compared, *left, *right, clock); !noted) return stopped(noted);
  auto const common = linkage::common_tokens(*a, *b);
  Json json;
  std::string text;
  constexpr std::array words{"forename, surname, date of birth and sex", "the same with day and month either way round", "sound of the surname, and date of birth",
                             "forename, surname and year of birth"};
  for (std::size_t kind = 0; kind < linkage::token_kinds; ++kind) {
    auto const count = protected_count(common[kind]);
    json.set(std::string{linkage::name_of(static_cast<linkage::TokenKind>(kind))}, count);
    text += fmt::format("On both lists by {}: {}\n", words[kind], count_in_words(count));
  }
  text += "Counts below 10 are hidden, others are rounded to the nearest 5. Who the people are is asked one by one: concordat encode ask.\n";
  return FileAnswer{json, text};
}

}  // namespace concordat::cli
