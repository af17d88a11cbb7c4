// SPDX-License-Identifier: Apache-2.0
#include "serve/witness_round.h"

#include "http/server/ask.h"

namespace concordat::serve {

hub::AskWitness ask_over_http(std::chrono::milliseconds deadline) {
  return [deadline](std::string const& url, std::string const& body) -> Result<hub::WitnessAnswer> {
    http::Question const question{.url = url, .body = body, .deadline = deadline};
    auto answer = body.empty() ? http::get(question) : http::post(question);
    if (!answer) return fail(answer);
    return hub::WitnessAnswer{answer->status, std::move(answer->content_type), std::move(answer->body)};
  };
}

Result<Json> witness_round(hub::Hub& hub, hub::AskWitness const& ask) {
  auto const due = hub::witnesses_due(hub);
  if (!due) return fail(due);
  if (!*due) return Json{};
  auto const round = hub::ask_witnesses(hub, ask);
  if (!round) return fail(round);
  std::uint64_t cosigned = 0;
  Json troubles;
  for (auto const& one : round->outcomes) {
    if (one.trouble) troubles.set(one.name, one.trouble->code.view());
    cosigned += one.cosigned ? 1 : 0;
  }
  Json line;
  line.set("size", round->size).set("cosigned", cosigned);
  if (!troubles.is_null()) line.set("problems", std::move(troubles));
  return line;
}

}  // namespace concordat::serve
