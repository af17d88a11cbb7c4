// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: the police give a name, a day of birth and a role to carla, who asked about a matter of hers.
#pragma once

#include "hub/disclosures/json_of.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {

class DisclosureTest : public RequestTest {
 protected:
  [[nodiscard]] static ConferenceTerms named() {
    ConferenceTerms terms;
    terms.fields = {"person.name", "person.date_of_birth", "person.role_in_concern"};
    return terms;
  }
  [[nodiscard]] static sharing::NewRequest who_is_it() {
    auto request = asked();
    request.fields = named().fields;
    return request;
  }
  /// Waits for the police.
  [[nodiscard]] std::string asked_for(ConferenceTerms const& terms = named()) {
    bring_into_force(conference_text(terms));
    know_all();
    auto made = ask(who_is_it());
    EXPECT_EQ(made.state, sharing::RequestState::waiting) << made.told.pretty();
    return made.id;
  }
  [[nodiscard]] static disclosures::Giving ann() {
    disclosures::Giving giving;
    giving.how = "in-hub";
    giving.values = {{"person.name", "Ann Zebedee"}, {"date_of_birth", "2010-05-06"}, {"person.role_in_concern", "victim"}};
    giving.own_reference = "NSP-77";
    return giving;
  }
  [[nodiscard]] std::string given(disclosures::Giving const& giving = ann()) {
    auto id = asked_for();
    EXPECT_EQ(code_of(disclosures::give(hub(), member("paul"), id, giving)), "fine");
    return id;
  }
  [[nodiscard]] std::string opened(std::string const& request, std::string_view who = "carla") { return code_of(disclosures::open_given(hub(), member(who), request)); }
  [[nodiscard]] std::string value_of(std::string const& request, std::string_view field) {
    auto const all = disclosures::open_given(hub(), member("carla"), request);
    EXPECT_EQ(code_of(all), "fine");
    if (!all) return {};
    for (auto const& item : all->items.array()) {
      if (item["field"].string() == field) return item["value"].string();
    }
    return "withheld";
  }
  [[nodiscard]] disclosures::Disclosure told(std::string const& request, std::string_view who) {
    auto const seen = sharing::find_request(hub(), member(who), request);
    EXPECT_EQ(code_of(seen), "fine");
    auto const one = disclosures::disclosure_of(hub(), member(who), *seen);
    EXPECT_TRUE(one && *one);
    return one && *one ? **one : disclosures::Disclosure{};
  }
  void at(std::string_view day) { clock_.set(*parse_instant(std::string{day} + "T10:00:00Z")); }
};

}  // namespace concordat::hub::proving
