// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "agreements/print.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {

std::string plain_words(std::string_view id) {
  std::string out{id};
  std::ranges::replace_if(out, [](char letter) { return letter == '-' || letter == '_'; }, ' ');
  return out;
}

Date last_day(Date until) { return until - std::chrono::days{1}; }

std::string term_in_words(Date from, Date until) {
  return fmt::format("{} to and including {}", format_date(from), format_date(last_day(until)));
}

PrintNames names_in(catalogue::Catalogue const& catalogue) {
  PrintNames names;
  names.field = [&catalogue](std::string_view id) {
    if (id.ends_with(".*")) return fmt::format("everything on {}", plain_words(id.substr(0, id.size() - 2)));
    auto const* const field = catalogue.field(id);
    return field == nullptr ? std::string{id} : field->label;
  };
  names.gateway = [&catalogue](std::string_view id) {
    auto const* const gateway = catalogue.gateway(id);
    return gateway == nullptr ? std::string{id} : gateway->title;
  };
  // The title of a role says what its holder does ("Supervises neighbourhood work"); the post itself is its id.
  names.role = plain_words;
  names.purpose = [&catalogue](std::string_view id) {
    auto const* const purpose = catalogue.purpose(id);
    return purpose == nullptr ? std::string{id} : purpose->title;
  };
  return names;
}

}  // namespace concordat::agreements
