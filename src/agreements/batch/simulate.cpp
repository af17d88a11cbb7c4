// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/simulate.h"

#include "agreements/batch/lines.h"

namespace concordat::agreements {

Result<Simulation> simulate(World const& before, World const& after, std::filesystem::path const& requests) {
  Simulation out;
  auto const old_bundle = before.compile();
  auto const new_bundle = after.compile();
  auto const done = each_line(requests, out.findings, [&](std::uint64_t line, Json const& json) {
    auto const question = question_in(json, after, requests, line, out.findings);
    if (!question) return true;
    ++out.requests;
    auto const decision = new_bundle.decide(question->request, question->facts);
    ++(decision.all_permitted() ? out.would_allow : out.would_refuse);
    auto change = moved(old_bundle.decide(question->request, question->facts), decision);
    if (change.opened.empty() && change.closed.empty()) return true;
    if (!change.opened.empty()) ++out.opened;
    if (!change.closed.empty()) ++out.closed;
    auto const& request = question->request;
    out.changes.push_back({std::move(change), line, request.asker, request.discloser, request.purpose});
    return true;
  });
  if (!done) return fail(done);
  return out;
}

Result<Replay> replay(World const& world, std::filesystem::path const& records) {
  Replay out;
  auto const bundle = world.compile();
  auto const done = each_line(records, out.findings, [&](std::uint64_t line, Json const& json) {
    auto const question = question_in(json["question"], world, records, line, out.findings);
    if (!question) return true;
    ++out.records;
    auto const again = to_json(bundle.decide(question->request, question->facts), Telling::full);
    if (again == json["decision"]) {
      ++out.same;
    } else {
      out.differing.push_back(line);
    }
    return true;
  });
  if (!done) return fail(done);
  return out;
}

}  // namespace concordat::agreements
