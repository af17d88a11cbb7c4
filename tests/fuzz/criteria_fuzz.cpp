// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of criteria: read, or refused with a remedy for everything that is wrong; what is read is for support alone,
// and says of any value whether it answers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catalogue/criteria/criteria.h"

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

namespace {

using namespace concordat;

catalogue::Catalogue const& small_catalogue() {
  static auto const known = [] {
    catalogue::Definitions definitions;
    for (auto const* id : {"attendance_pct", "offence_class", "religion"}) {
      catalogue::Field field;
      field.id = id;
      field.aliases = {std::string{"x."} + id};
      field.standardiser = "code";
      definitions.fields.push_back(std::move(field));
    }
    catalogue::Purpose helps{"family_support", {}, "Family support", {}};
    helps.supports = true;
    catalogue::Purpose acts{"law_enforcement", {}, "Law enforcement", {}};
    acts.enforcement = true;
    definitions.purposes = {helps, acts};
    definitions.subject_roles = {{"at_risk_child", {}, "A child", true}, {"suspected", {}, "Suspected", false}, {"associate", {}, "Linked", false}};
    definitions.member_roles = {{"practitioner", "Works with people"}};
    definitions.event_categories = {{"asb", "Anti-social behaviour", false}};
    return catalogue::Catalogue::from(std::move(definitions));
  }();
  return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const& known = small_catalogue();
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const read = catalogue::read_criteria(text, "fuzz", known);
  for (auto const& finding : read.findings) {
    if (finding.remedy.empty() || finding.code.empty()) std::abort();
  }
  if (has_errors(read.findings)) return 0;
  for (auto const& programme : read.programmes) {
    for (auto const& id : programme.purposes) {
      auto const* purpose = known.purpose(id);
      if (purpose == nullptr || !purpose->supports) std::abort();
    }
    if (programme.judged_by.empty() || programme.judgement_lasts == Period{}) std::abort();
    for (auto const& criterion : programme.criteria) {
      for (auto const& one : criterion.evidence) {
        if (one.say("") != catalogue::Said::no || one.roles.empty() || one.fields.empty()) std::abort();
        for (auto const value : {std::string_view{"85"}, std::string_view{"No"}, std::string_view{"\xff"}, std::string_view{"1e999"}, text}) (void)one.say(value);
      }
    }
  }
  return 0;
}
