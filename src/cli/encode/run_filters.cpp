// SPDX-License-Identifier: Apache-2.0
// encode enclave, encode filters, encode similar.
#include <fmt/format.h>

#include <array>

#include "base/chance.h"
#include "base/file.h"
#include "cli/encode/runs.h"
#include "crypto/sealed_stream.h"
#include "linkage/encoded/enclave.h"
#include "linkage/encoded/match.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_declaration = 1 << 14;
constexpr std::uint64_t largest_filters = std::uint64_t{4} << 30U;
/// Between like and unlike where filters are folded and salted: on febrl4, of its names, dates of birth and postcodes, precision .9998
/// and recall .845; an error in the year of birth hides the rest.
constexpr std::uint32_t alike_per_mille = 640;

Tried<linkage::Declaration> read_declaration(std::string const& file) {
  auto const text = read_file(file, largest_declaration);
  if (!text) return in_file(file, text);
  auto declared = linkage::Declaration::parse(*text);
  if (!declared) return in_file(file, declared);
  return std::move(*declared);
}

Tried<linkage::Enclave> open_enclave(EncodeArguments const& arguments, linkage::PartyCard const& one, linkage::PartyCard const& other, Clock const& clock) {
  auto const declared = read_declaration(arguments.enclave);
  if (!declared) return stopped(declared);
  auto enclave = linkage::Enclave::open(*declared, one, other, clock.today());
  if (!enclave) return in_file(arguments.enclave, enclave);
  return std::move(*enclave);
}

Tried<linkage::Declaration> new_declaration(EncodeArguments const& arguments, linkage::KeyUse const& use) {
  auto const until = parse_date(arguments.until);
  if (!until || arguments.place.empty() || arguments.run_by.empty() || arguments.seal_to.empty()) {
    return stopped(Problem{Fault::malformed, "encode.declaration-needs", "Something that a new declaration needs was not given.",
                           "Give --place, --operator, --until as 2026-12-31, and --seal-to; or name the declaration that the other party sent."});
  }
  auto const recipient = crypto::Recipient::read(arguments.seal_to);
  if (!recipient) return in_file(arguments.seal_to, recipient);
  auto declared = linkage::Declaration::of({use.agreement, use.epoch, arguments.place, arguments.run_by, *until, *recipient});
  if (!declared) return stopped(declared);
  return std::move(*declared);
}

std::string sealed(std::string_view plain, crypto::Recipient const& recipient) {
  crypto::StreamSealer sealer{recipient};
  std::string out = sealer.header();
  for (;;) {
    auto const chunk = plain.substr(0, crypto::stream_chunk);
    plain.remove_prefix(chunk.size());
    sealer.seal(chunk, plain.empty(), out);
    if (plain.empty()) return out;
  }
}

Result<std::string> opened(std::string_view bytes, crypto::Identity const& identity) {
  auto opener = crypto::StreamOpener::begin(bytes.substr(0, crypto::stream_header_size), identity);
  if (!opener) return fail(opener);
  bytes.remove_prefix(std::min(bytes.size(), crypto::stream_header_size));
  std::string plain;
  std::string part;
  for (;;) {
    auto const chunk = bytes.substr(0, crypto::stream_chunk + crypto::stream_chunk_overhead);
    bytes.remove_prefix(chunk.size());
    auto const last = opener->open(chunk, part);
    if (!last) return fail(last);
    plain += part;
    if (*last && bytes.empty()) return plain;
    if (*last || bytes.empty())
      return fail(Fault::integrity, "sealed.damaged", "The sealed file goes on behind its end, or ends before it.", "Ask the sender for the file again.");
  }
}

Tried<std::string> open_file(std::string const& file, crypto::Identity const& identity) {
  auto const bytes = read_file(file, largest_filters);
  if (!bytes) return in_file(file, bytes);
  auto plain = opened(*bytes, identity);
  if (!plain) return in_file(file, plain);
  return std::move(*plain);
}

}  // namespace

Tried<FileAnswer> run_encode_enclave(EncodeArguments const& arguments, Clock const& /*clock*/) {
  auto const key = read_party_key(arguments.key);
  if (!key) return stopped(key);
  auto declared = read_declaration(arguments.in);
  bool const fresh = !declared && declared.error().problem.fault == Fault::not_found;
  if (fresh) declared = new_declaration(arguments, key->card().use());
  if (!declared) return stopped(declared);
  if (!fresh && !(arguments.place + arguments.run_by + arguments.until + arguments.seal_to).empty()) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "encode.declared", "The enclave is declared; signing does not change what the other party declared.",
                                                          "Sign it without --place, --operator, --until and --seal-to, or declare another one in a new file."}}};
  }
  if (auto const done = declared->sign(*key); !done) return in_file(arguments.in, done);
  if (auto const done = write_file(arguments.in, declared->text()); !done) return in_file(arguments.in, done);
  auto const& terms = declared->terms();
  Json json;
  json.set("place", terms.place).set("operator", terms.run_by).set("until", format_date(terms.until)).set("signed_by", key->card().use().party);
  return FileAnswer{json, fmt::format("{} signed: filters under {}, epoch {}, may be compared in {}, run by {}, until {}.\n", key->card().use().party, terms.agreement, terms.epoch, terms.place,
                                      terms.run_by, format_date(terms.until))};
}

Tried<FileAnswer> run_encode_filters(EncodeArguments const& arguments, Clock const& clock) {
  auto const hands = read_hands(arguments);
  if (!hands) return stopped(hands);
  auto const enclave = open_enclave(arguments, hands->pair.mine, hands->pair.theirs, clock);
  if (!enclave) return stopped(enclave);
  auto const people = read_people(arguments, arguments.in, clock, true);
  if (!people) return stopped(people);
  auto encoder = linkage::ClkEncoder::of(*enclave, hands->pair.key, linkage::people_schema());
  if (!encoder) return stopped(encoder);
  linkage::Filters filters;
  for (auto const& person : *people) {
    auto const fields = person.fields();
    filters.push_back(encoder->encode(std::array<std::string_view, 5>{person.forename, person.surname, person.born, person.sex, person.postcode},
                                      fields.born ? std::optional{fields.born->year} : std::nullopt));
  }
  SystemChance chance;
  linkage::shuffle(filters, chance);
  auto const bytes = linkage::to_bytes(linkage::encoded_file(hands->pair, linkage::people_schema().fingerprint(), std::move(filters)), hands->key);
  if (auto const done = write_file(arguments.out, sealed(bytes, enclave->terms().seal_to), {.existing = Existing::refuse}); !done) return in_file(arguments.out, done);
  Json json;
  json.set("people", people->size());
  return FileAnswer{json, fmt::format("{} people, sealed to {}. Bring the file there, and see that it is destroyed after the comparison.\n", people->size(), enclave->terms().place)};
}

Tried<FileAnswer> run_encode_similar(EncodeArguments const& arguments, Clock const& clock) {
  auto const identity = crypto::read_identity(arguments.identity);
  if (!identity) return in_file(arguments.identity, identity);
  auto const left = open_file(arguments.in, *identity);
  if (!left) return stopped(left);
  auto const right = open_file(arguments.second, *identity);
  if (!right) return stopped(right);
  auto const compared = read_compared(arguments, *left, *right);
  if (!compared) return stopped(compared);
  auto const enclave = open_enclave(arguments, compared->a, compared->b, clock);
  if (!enclave) return stopped(enclave);
  auto const* const a = std::get_if<linkage::Filters>(&compared->left.records);
  auto const* const b = std::get_if<linkage::Filters>(&compared->right.records);
  if (a == nullptr || b == nullptr || compared->left.schema != linkage::people_schema().fingerprint()) {
    return stopped(Problem{Fault::refused, "encode.no-filters", "The files hold no filters that this version compares.", "Make both with concordat encode filters; tokens are counted by concordat encode match."});
  }
  if (auto const noted = note_comparison(arguments, *compared, *left, *right, clock); !noted) return stopped(noted);
  auto const pairs = linkage::similar_pairs(*enclave, *a, *b, {.per_mille = alike_per_mille});
  if (!pairs) return stopped(pairs);
  auto const count = protected_count(linkage::one_to_one(*pairs, a->size(), b->size()).size());
  Json json;
  json.set("alike", count);
  return FileAnswer{json, fmt::format("On both lists, misspellings borne: {}\nCounts below 10 are hidden, others are rounded to the nearest 5. Destroy both files now.\n", count_in_words(count))};
}

}  // namespace concordat::cli
