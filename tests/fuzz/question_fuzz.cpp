// SPDX-License-Identifier: Apache-2.0
// Questions as JSON, from files of requests, programs and the record. Whatever is read comes back from its record as the
// same question, and is answered: every field permitted or refused, with a reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agreements/engine/question_json.h"
#include "agreements/engine/testing.h"
#include "agreements/testing.h"
#include "base/json.h"

namespace {

namespace agreements = concordat::agreements;

void must(bool holds) {
  if (!holds) std::abort();
}

agreements::KnownPeople const& people() {
  static agreements::KnownPeople const known{
      .people = {{"u1", {"testshire-csp", "analyst"}}}, .agencies = {{"testshire-csp", "local-authority"}}, .areas = {"testshire"}};
  return known;
}

/// Rows, figures and a case conference, with every kind of bar.
agreements::Bundle const& bundle() {
  static auto const vocabulary = agreements::testing::vocabulary();
  static auto const rows = agreements::parse(agreements::testing::clean_text, "rows.yaml").agreement;
  static auto const people = agreements::parse(agreements::testing::personalised_text, "people.yaml").agreement;
  must(rows && people);
  static agreements::InForce const held[] = {{.agreement = &*rows, .signatures = agreements::SignatureState::complete},
                                             {.agreement = &*people, .signatures = agreements::SignatureState::complete}};
  static auto const compiled = agreements::Bundle::compile(held, {}, vocabulary);
  return compiled;
}

void answer(agreements::Question const& question) {
  auto const decision = bundle().decide(question.request, question.facts);
  auto const asked = question.request.fields.size();
  must(decision.permits.size() + decision.refusals.size() >= asked);
  for (auto const& refusal : decision.refusals) must(!refusal.reasons.empty() && !refusal.why.empty() && !refusal.remedies.empty());
  must(question.facts.today.has_value() || decision.permits.empty());
  (void)agreements::to_json(decision, agreements::Telling::full).canonical();
  (void)bundle().trace(question.request, question.facts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  auto const json = concordat::Json::parse({reinterpret_cast<char const*>(data), size});
  if (!json) return 0;
  auto const known = agreements::people_from(*json);
  must(known.value.has_value() == known.faults.empty());
  auto const read = agreements::question_from(*json, people());
  must(read.value.has_value() == read.faults.empty());
  for (auto const& fault : read.faults) must(!fault.message.empty());
  if (!read.value) return 0;
  auto const record = agreements::to_json(read.value->request, read.value->facts).canonical();
  auto const back = agreements::question_from(*concordat::Json::parse(record), {});
  must(back.value.has_value());
  must(agreements::to_json(back.value->request, back.value->facts).canonical() == record);
  answer(*read.value);
  return 0;
}
