// SPDX-License-Identifier: Apache-2.0
// Inside the module: one function a verb, and what they share.
#pragma once

#include <optional>

#include "cli/encode/encode_verbs.h"
#include "linkage/encoded/exchange.h"
#include "linkage/encoded/party.h"

namespace concordat::cli {

using RunEncode = Tried<FileAnswer>(EncodeArguments const&, Clock const&);
RunEncode run_encode_key, run_encode_tokens, run_encode_match, run_encode_ask, run_encode_answer, run_encode_read, run_encode_enclave, run_encode_filters,
    run_encode_similar;

/// What went wrong, with the file it is about.
template <class T>
[[nodiscard]] tl::unexpected<FileTrouble> in_file(std::string const& file, Result<T> const& failed) {
  return tl::unexpected{FileTrouble{file, failed.error()}};
}

[[nodiscard]] Tried<linkage::PartyKey> read_party_key(std::string const& file);
[[nodiscard]] Tried<linkage::PartyCard> read_party_card(std::string const& file);
/// Of --key and --with.
struct Hands {
  linkage::PartyKey key;
  linkage::Pair pair;
};
[[nodiscard]] Tried<Hands> read_hands(EncodeArguments const& arguments);

/// As they are encoded: standardised, empty where a cell is nothing that can be used.
struct EncodePerson {
  std::string forename, surname, sex, postcode;
  std::string born;  ///< 2001-02-03
  [[nodiscard]] linkage::TokenFields fields() const;
};
/// `postcodes`: the column of them must be there as well.
[[nodiscard]] Tried<std::vector<EncodePerson>> read_people(EncodeArguments const& arguments, std::string const& file, Clock const& clock, bool postcodes);

/// The two files of a comparison, each read with the public key of its maker, and that they belong together.
struct Compared {
  linkage::PartyCard a, b;
  linkage::EncodedFile left, right;
};
[[nodiscard]] Tried<Compared> read_compared(EncodeArguments const& arguments, std::string const& left, std::string const& right);
/// Both lists in the log, before a count of them is told.
[[nodiscard]] Tried<void> note_comparison(EncodeArguments const& arguments, Compared const& compared, std::string_view left, std::string_view right, Clock const& clock);
/// Below 10 "fewer than 10", as null; otherwise to the nearest 5.
[[nodiscard]] Json protected_count(std::size_t count);
[[nodiscard]] std::string count_in_words(Json const& count);

}  // namespace concordat::cli
