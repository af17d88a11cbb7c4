// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/meant_by.h"

#include <algorithm>
#include <array>

namespace concordat::hub::links {
namespace {

struct Comparison {
  std::string_view word;
  Meant meant;
};

// Names cross each other, and the other names that a record gives are compared with them.
constexpr std::array beside_given{Trait::family_name, Trait::middle_names, Trait::alias_names};
constexpr std::array beside_family{Trait::given_name, Trait::alias_names};
constexpr std::array beside_postcode{Trait::address};
constexpr std::array beside_pnc{Trait::cro_number};
constexpr std::span<Trait const> nothing{};

constexpr std::array comparisons{
    Comparison{"given", {"first name", Trait::given_name, beside_given, true}}, Comparison{"forename", {"first name", Trait::given_name, beside_given, true}},
    Comparison{"middle", {"middle name", Trait::middle_names, nothing}}, Comparison{"family", {"family name", Trait::family_name, beside_family, true}},
    Comparison{"surname", {"family name", Trait::family_name, beside_family, true}}, Comparison{"alias", {"other name", Trait::alias_names, nothing}},
    Comparison{"name", {"name", Trait::family_name, beside_family, true}}, Comparison{"birth", {"date of birth", Trait::date_of_birth, nothing}},
    Comparison{"dob", {"date of birth", Trait::date_of_birth, nothing}}, Comparison{"sex", {"sex", Trait::sex, nothing}},
    Comparison{"postcode", {"address", Trait::postcode, beside_postcode}}, Comparison{"address", {"address", Trait::address, nothing}},
    Comparison{"phone", {"telephone", Trait::phone, nothing}}, Comparison{"email", {"e-mail address", Trait::email, nothing}},
    Comparison{"nhs", {"NHS number", Trait::nhs_number, nothing}}, Comparison{"upn", {"pupil number", Trait::upn, nothing}},
    Comparison{"uln", {"learner number", Trait::uln, nothing}}, Comparison{"pnc", {"PNC number", Trait::pnc_id, nothing}},
    Comparison{"police_number", {"police number", Trait::pnc_id, beside_pnc}}, Comparison{"own_numbers", {"number in one agency's own lists", Trait::own_numbers, nothing}},
    Comparison{"cro", {"criminal record number", Trait::cro_number, nothing}}, Comparison{"noms", {"prison number", Trait::noms_number, nothing}},
    Comparison{"delius", {"probation number", Trait::delius_crn, nothing}}, Comparison{"nino", {"National Insurance number", Trait::nino, nothing}}};

}  // namespace

Meant meant_by(std::string_view comparison) {
  auto const found = std::ranges::find_if(comparisons, [&](Comparison const& one) { return comparison.find(one.word) != std::string_view::npos; });
  return found == comparisons.end() ? Meant{"number", Trait::nhs_number, nothing} : found->meant;
}

}  // namespace concordat::hub::links
