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

http::Response respond(ledger::WitnessReply reply) {
  return {static_cast<http::Status>(reply.status), std::move(reply.content_type), std::move(reply.body)};
}

}  // namespace

struct WitnessService::Parts {
  std::unique_ptr<ledger::Witness> witness;
  WitnessSetup setup;
  Clock const& clock;
  http::Router router = {};
  std::unique_ptr<http::Server> server = {};
  std::unique_ptr<GossipRounds> gossip = {};

  http::Response add(http::Request& request);
  void route();
  [[nodiscard]] std::string about() const;
  [[nodiscard]] http::Response health() const;
  void warn(std::string_view note) const;
  void note(http::Finished const& finished) const;
};

http::Response WitnessService::Parts::add(http::Request& request) {
  auto const body = http::read_all(request.body, ledger::largest_add_checkpoint);
  if (!body) return http::problem(body.error());
  auto reply = witness->add_checkpoint(*body, clock.now());
  warn(reply.note);
  return respond(std::move(reply));
}

void WitnessService::Parts::route() {
  router.add(http::Method::post, "/add-checkpoint", [this](http::Request& request) { return add(request); }, {.body_bytes = ledger::largest_add_checkpoint});
  router.add(http::Method::get, "/:log/checkpoint", [this](http::Request& request) { return respond(witness->checkpoint(request.param("log"))); });
  router.add(http::Method::get, "/:log/checkpoint/:size", [this](http::Request& request) { return respond(witness->checkpoint(request.param("log"), request.param("size"))); });
  router.add(http::Method::get, "/:log/split-view", [this](http::Request& request) { return respond(witness->split_view(request.param("log"))); });
  router.add(http::Method::get, "/", [this](http::Request&) { return http::plain(about()); });
  router.add(http::Method::get, "/healthz", [this](http::Request&) { return health(); });
}

std::string WitnessService::Parts::about() const {
  auto text = fmt::format("A C2SP tlog-witness: POST /add-checkpoint\n{}\n", witness->key().text());
  for (auto const& origin : witness->lost()) text += fmt::format("What was cosigned of {} is lost: it is begun anew.\n", visible(origin));
  for (auto const& origin : witness->unreadable()) text += fmt::format("What was cosigned of {} cannot be read: nothing of it is cosigned.\n", visible(origin));
  for (auto const& origin : witness->origins()) {
    if (witness->stopped(origin)) text += fmt::format("TWO HISTORIES of {} were shown: it cosigns nothing more of it. The proof: GET /{}/split-view\n", visible(origin), ledger::name_of_log(origin));
  }
  return text;
}

http::Response WitnessService::Parts::health() const {
  if (!witness->stopped() && witness->lost().empty() && witness->unreadable().empty()) return http::plain("ok\n");
  return {http::Status::service_unavailable, "text/plain; charset=utf-8", about()};
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
  parts->route();
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
  if (parts->setup.gossip) parts->gossip = std::make_unique<GossipRounds>(*parts->witness, *parts->setup.gossip, parts->setup.log, clock);
  return std::unique_ptr<WitnessService>{new WitnessService{std::move(parts)}};
}

std::uint16_t WitnessService::port() const { return parts_->server->port(); }

ledger::Witness const& WitnessService::witness() const { return *parts_->witness; }

bool WitnessService::stop(std::chrono::milliseconds deadline) {
  parts_->gossip.reset();
  return parts_->server->stop(deadline);
}

}  // namespace concordat::serve
