// SPDX-License-Identifier: Apache-2.0
#include "serve/witness/witness_service.h"

#include <fmt/format.h>

#include <utility>

#include "base/date.h"
#include "base/json.h"
#include "base/visible.h"
#include "http/body.h"
#include "http/router.h"
#include "ledger/witness/add_checkpoint.h"

namespace concordat::serve {
namespace {

constexpr std::size_t largest_origin = 1024;

}  // namespace

struct WitnessService::Parts {
  std::unique_ptr<ledger::Witness> witness;
  WitnessSetup setup;
  Clock const& clock;
  http::Router router = {};
  std::unique_ptr<http::Server> server = {};

  http::Response add(http::Request& request);
  http::Response last(http::Request& request);
  [[nodiscard]] std::string about() const;
  void warn(std::string_view note) const;
  void note(http::Finished const& finished) const;
};

http::Response WitnessService::Parts::add(http::Request& request) {
  auto const body = http::read_all(request.body, ledger::largest_add_checkpoint);
  if (!body) return http::problem(body.error());
  auto reply = witness->add_checkpoint(*body, clock.now());
  warn(reply.note);
  return {static_cast<http::Status>(reply.status), reply.content_type, std::move(reply.body)};
}

http::Response WitnessService::Parts::last(http::Request& request) {
  auto const body = http::read_all(request.body, largest_origin);
  if (!body) return http::problem(body.error());
  auto reply = witness->last_checkpoint(*body, clock.now());
  return {static_cast<http::Status>(reply.status), reply.content_type, std::move(reply.body)};
}

std::string WitnessService::Parts::about() const {
  auto text = fmt::format("A C2SP tlog-witness: POST /add-checkpoint\n{}\n", witness->key().text());
  for (auto const& origin : witness->lost()) text += fmt::format("What was cosigned of {} is lost: it is begun anew.\n", visible(origin));
  return text;
}

void WitnessService::Parts::warn(std::string_view note) const {
  if (!setup.log || note.empty()) return;
  setup.log(Json{}.set("at", format_instant(clock.now())).set("note", note).canonical());
}

void WitnessService::Parts::note(http::Finished const& finished) const {
  if (!setup.log) return;
  Json line;
  line.set("at", format_instant(clock.now())).set("method", http::name_of(finished.method)).set("route", finished.route);
  line.set("status", http::number_of(finished.status)).set("bytes", finished.body_bytes);
  setup.log(line.canonical());
}

WitnessService::WitnessService(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}
WitnessService::~WitnessService() = default;

Result<std::unique_ptr<WitnessService>> WitnessService::start(std::unique_ptr<ledger::Witness> witness, WitnessSetup setup, Clock const& clock) {
  auto parts = std::make_unique<Parts>(Parts{std::move(witness), std::move(setup), clock});
  auto* const me = parts.get();
  parts->router.add(http::Method::post, "/add-checkpoint", [me](http::Request& request) { return me->add(request); },
                    {.body_bytes = ledger::largest_add_checkpoint});
  parts->router.add(http::Method::post, "/last-checkpoint", [me](http::Request& request) { return me->last(request); }, {.body_bytes = largest_origin});
  parts->router.add(http::Method::get, "/", [me](http::Request&) { return http::plain(me->about()); });
  auto options = http::serve(parts->router);
  options.address = me->setup.address;
  options.port = me->setup.port;
  options.tls = me->setup.tls;
  options.workers = 2;
  options.limits.body_bytes = ledger::largest_add_checkpoint;
  options.clock = &clock;
  options.finished = [me](http::Finished const& finished) { me->note(finished); };
  auto started = http::Server::start(std::move(options));
  if (!started) return fail(started);
  parts->server = std::move(*started);
  return std::unique_ptr<WitnessService>{new WitnessService{std::move(parts)}};
}

std::uint16_t WitnessService::port() const { return parts_->server->port(); }

bool WitnessService::stop(std::chrono::milliseconds deadline) { return parts_->server->stop(deadline); }

}  // namespace concordat::serve
