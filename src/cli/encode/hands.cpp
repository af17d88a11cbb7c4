// SPDX-License-Identifier: Apache-2.0
// What several verbs read and tell.
#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/encode/runs.h"
#include "cli/files/table.h"
#include "crypto/encoding.h"
#include "crypto/private_file.h"
#include "intake/standardise/standardisers.h"
#include "linkage/encoded/ask_log.h"
#include "protection/rule.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_card = 4096;

std::string standard(void (*standardise)(std::string_view, intake::Context const&, intake::Value&), std::string_view cell, intake::Context const& context) {
  intake::Value value;
  standardise(cell, context, value);
  return value.usable() ? value.text : std::string{};
}

}  // namespace

Tried<linkage::PartyKey> read_party_key(std::string const& file) {
  auto text = crypto::read_private_file(file);
  if (!text) return in_file(file, text);
  Secret<std::string> const held{std::move(*text)};
  auto key = linkage::PartyKey::parse(held.expose());
  if (!key) return in_file(file, key);
  return std::move(*key);
}

Tried<linkage::PartyCard> read_party_card(std::string const& file) {
  auto const text = read_file(file, largest_card);
  if (!text) return in_file(file, text);
  auto card = linkage::PartyCard::parse(*text);
  if (!card) return in_file(file, card);
  return std::move(*card);
}

Tried<Hands> read_hands(EncodeArguments const& arguments) {
  auto key = read_party_key(arguments.key);
  if (!key) return stopped(key);
  auto const card = read_party_card(arguments.with);
  if (!card) return stopped(card);
  auto pair = key->pair_with(*card);
  if (!pair) return in_file(arguments.with, pair);
  return Hands{std::move(*key), std::move(*pair)};
}

linkage::TokenFields EncodePerson::fields() const {
  linkage::TokenFields fields{forename, surname, std::nullopt, sex};
  if (auto const date = parse_date(born)) {
    std::chrono::year_month_day const day{*date};
    fields.born = {static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())};
  }
  return fields;
}

Tried<std::vector<EncodePerson>> read_people(EncodeArguments const& arguments, std::string const& file, Clock const& clock, bool postcodes) {
  auto const table = Table::read(file);
  if (!table) return stopped(table);
  auto const forenames = table->texts(arguments.forename);
  if (!forenames) return stopped(forenames);
  auto const surnames = table->texts(arguments.surname);
  if (!surnames) return stopped(surnames);
  auto const births = table->texts(arguments.born);
  if (!births) return stopped(births);
  auto const sexes = table->texts(arguments.sex);
  if (!sexes) return stopped(sexes);
  auto const places = postcodes ? table->texts(arguments.postcode) : Tried<std::vector<std::string_view>>{};
  if (!places) return stopped(places);
  intake::Context context;
  context.today = clock.today();
  auto of_birth = context;
  of_birth.birth_date = true;
  std::vector<EncodePerson> people;
  people.reserve(table->size());
  namespace make = intake::standardise;
  for (std::size_t at = 0; at < table->size(); ++at) {
    people.push_back({standard(make::name, (*forenames)[at], context), standard(make::name, (*surnames)[at], context), standard(make::sex, (*sexes)[at], context),
                      postcodes ? standard(make::postcode, (*places)[at], context) : std::string{}, standard(make::date, (*births)[at], of_birth)});
  }
  return people;
}

Tried<Compared> read_compared(EncodeArguments const& arguments, std::string const& left, std::string const& right) {
  auto a = read_party_card(arguments.a_key);
  if (!a) return stopped(a);
  auto b = read_party_card(arguments.b_key);
  if (!b) return stopped(b);
  if (auto const fine = linkage::may_pair(*a, *b); !fine) return stopped(fine);
  auto first = linkage::read_encoded(left, *a);
  if (!first) return in_file(arguments.in, first);
  auto second = linkage::read_encoded(right, *b);
  if (!second) return in_file(arguments.second, second);
  if (auto const fine = linkage::comparable(*first, *second); !fine) return stopped(fine);
  return Compared{std::move(*a), std::move(*b), std::move(*first), std::move(*second)};
}

Tried<void> note_comparison(EncodeArguments const& arguments, Compared const& compared, std::string_view left, std::string_view right, Clock const& clock) {
  if (!linkage::is_key_word(arguments.officer)) {
    return stopped(Problem{Fault::malformed, "encode.officer", "The officer is no plain id.", "Use up to 64 letters, digits, dots, hyphens and underscores; no name."});
  }
  auto log = linkage::AskLog::open(arguments.log);
  if (!log) return in_file(arguments.log, log);
  auto const line = [&](linkage::PartyCard const& maker, linkage::PartyCard const& other, std::string_view bytes) {
    return linkage::AskLine{linkage::Asked::compared, maker.use(), other.use().party, arguments.officer, "", crypto::to_hex(crypto::sha256(bytes)), maker.key_id()};
  };
  auto const lines = {line(compared.a, compared.b, left), line(compared.b, compared.a, right)};
  for (auto const& one : lines) {
    if (auto const fine = log->may_compare(one); !fine) return stopped(fine);
    if (auto const fine = log->key_is_fresh(one); !fine) return stopped(fine);
  }
  for (auto const& one : lines) {
    if (auto const done = log->add(one, clock.now()); !done) return in_file(arguments.log, done);
  }
  return {};
}

Json protected_count(std::size_t count) {
  auto const cell = protection::SmallNumberRule::ten_five().apply(static_cast<double>(count));
  return cell.state == protection::CellState::value ? Json{cell.value} : Json{};
}

std::string count_in_words(Json const& count) { return count.is_null() ? "fewer than 10" : fmt::format("about {}", count.integer()); }

}  // namespace concordat::cli
