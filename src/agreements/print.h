// SPDX-License-Identifier: Apache-2.0
// The agreement as a page a head teacher can sign: who gives what to whom, in which form, why, until when,
// and what is never allowed. Made from the same values that are enforced, so the paper cannot say something
// else.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/document.h"

namespace concordat::catalogue {
class Catalogue;
}

namespace concordat::agreements {

/// Plain names for ids; an id without one is printed as it is.
struct PrintNames {
  std::function<std::string(std::string_view)> agency = {};
  std::function<std::string(std::string_view)> field = {};
  std::function<std::string(std::string_view)> gateway = {};
  std::function<std::string(std::string_view)> role = {};
  std::function<std::string(std::string_view)> purpose = {};
};
/// What the definitions call things. The catalogue must outlive the names; agencies are of a partnership, and are not in it.
[[nodiscard]] PrintNames names_in(catalogue::Catalogue const& catalogue);
/// "gang conference" of "gang-conference": words of agreements that have no title anywhere.
[[nodiscard]] std::string plain_words(std::string_view id);
/// Agreements write the first day that is out (`until`); people are told the last that is in.
[[nodiscard]] Date last_day(Date until);
/// "2026-04-01 to and including 2027-03-31"
[[nodiscard]] std::string term_in_words(Date from, Date until);

[[nodiscard]] std::string print_text(Agreement const& agreement, PrintNames const& names = {});
/// A fragment (no <html>), escaped, without scripts or styles.
[[nodiscard]] std::string print_html(Agreement const& agreement, PrintNames const& names = {});

/// Columns of a page of text.
constexpr std::size_t text_width = 78;
/// Appends words, broken at the width of the page; lines after the first begin with `indent` spaces.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent);

/// "3 years", "1 year and 6 months", "15 days"
[[nodiscard]] std::string in_words(Period period);
/// "figures only: no rows, nobody can be picked out"
[[nodiscard]] std::string_view in_words(Form form);
/// "as a count"
[[nodiscard]] std::string_view in_words(Transform transform);
/// "3 years from the day it arrived, then deleted"
[[nodiscard]] std::string in_words(Retention const& retention);
/// Each condition as a clause: "the incident was within northshire".
[[nodiscard]] std::vector<std::string> in_words(Conditions const& conditions, PrintNames const& names);
/// A sentence with its reason: "istv.* joined with person.*: Never joined to a person."
[[nodiscard]] std::string in_words(Prohibition const& prohibition, PrintNames const& names);

}  // namespace concordat::agreements
