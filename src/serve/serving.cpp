// SPDX-License-Identifier: Apache-2.0
#include "serve/serving.h"

#include <fmt/format.h>

#include "http/server/server.h"
#include "hub/log/group_commit.h"
#include "hub/looks/look_desk.h"
#include "pages/plain.h"
#include "serve/all_pages.h"
#include "serve/published_log.h"
#include "serve/witness_round.h"
#include "template/templates.h"

namespace concordat::serve {
namespace {

constexpr std::size_t upload_workers = 4;

std::string origin_of(Setup const& setup, std::uint16_t port) {
  if (!setup.origin.empty()) return setup.origin;
  bool const six = setup.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", setup.tls ? "https" : "http", six ? "[" : "", setup.address, six ? "]" : "", port);
}

}  // namespace

/// In the order in which one stands on another: the server goes first when it ends.
struct Serving::Parts {
  Parts(Setup its_setup, Clock const& its_clock, page_template::Templates its_templates, pages::Assets its_assets)
      : setup{std::move(its_setup)}, clock{its_clock}, templates{std::move(its_templates)}, assets{std::move(its_assets)} {}

  Setup setup;
  Clock const& clock;
  SystemChance chance;
  page_template::Templates templates;
  pages::Assets assets;
  pages::Metrics metrics;
  std::unique_ptr<pages::HubPool> hubs;
  std::unique_ptr<hub::UploadDesk> uploads;
  std::unique_ptr<hub::LookDesk> looks;
  std::unique_ptr<pages::Services> services;
  std::unique_ptr<pages::Site> site;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<Rounds> rounds;

  Result<std::unique_ptr<hub::Hub>> open_hub();
  void build();
  void set_origin(std::uint16_t port);
  Result<void> listen();
  void note(http::Finished const& finished);
};

Result<std::unique_ptr<hub::Hub>> Serving::Parts::open_hub() {
  return hub::Hub::open(setup.hub, hub::Shelf{setup.shelf}, clock, chance);
}

void Serving::Parts::build() {
  // One for each worker, and one for each that takes a long upload: who sends slowly keeps nobody else from a hub.
  hubs = std::make_unique<pages::HubPool>([this] { return open_hub(); }, setup.workers + upload_workers);
  hub::UploadDesk::Tools tools{setup.shelf, setup.hub.reader, [this] { return open_hub(); }, clock};
  uploads = std::make_unique<hub::UploadDesk>(std::move(tools), hub::UploadDesk::Options{});
  looks = std::make_unique<hub::LookDesk>(hub::LookDesk::Tools{[this] { return open_hub(); }, clock}, hub::LookLimits{});
  services = std::make_unique<pages::Services>(pages::Services{
      *hubs, *uploads, setup.shelf, assets, clock, {},
      templates.words("en"),
      [this](std::string_view page, Json const& context, pages::Services::Markup const& markup) {
        return templates.render(page, context, {.markup = markup});
      },
      looks.get()});
  services->settings.version = setup.version;
  if (!setup.origin.empty() || setup.port != 0) set_origin(setup.port);
  site = std::make_unique<pages::Site>(*services);
  add_all_pages(*site);
  pages::add_plain_routes(*site, *services, metrics);
  add_published_log(*site, *hubs);
}

void Serving::Parts::note(http::Finished const& finished) {
  auto const status = http::number_of(finished.status);
  metrics.request({http::name_of(finished.method), finished.route, status, finished.seconds.count(), finished.body_bytes, finished.answer_bytes});
  if (!setup.log) return;
  Json line;
  line.set("at", format_instant(clock.now())).set("method", http::name_of(finished.method)).set("route", finished.route);
  line.set("status", status).set("milliseconds", finished.seconds.count() * 1000).set("bytes", finished.answer_bytes);
  setup.log(line.canonical());
}

void Serving::Parts::set_origin(std::uint16_t port) {
  services->settings.origin = origin_of(setup, port);
  services->settings.secure = services->settings.origin.starts_with("https:");
}

Result<void> Serving::Parts::listen() {
  http::ServerOptions options = http::serve(site->router());
  options.address = setup.address;
  options.port = setup.port;
  options.io_threads = setup.threads;
  options.workers = setup.workers;
  options.upload_workers = upload_workers;
  // A form is read whole before a worker is taken: who sends one slowly holds a socket and nothing else.
  options.limits.body_bytes = options.limits.buffered_body_bytes;
  options.clock = &clock;
  options.handler = [this](http::Request& request) { return site->handle(request); };
  options.finished = [this](http::Finished const& finished) { note(finished); };
  if (setup.tls) options.tls = http::TlsOptions{setup.tls->certificate, setup.tls->key};
  auto started = http::Server::start(std::move(options));
  if (!started) return fail(started);
  server = std::move(*started);
  return {};
}

Serving::Serving(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

Serving::~Serving() {
  if (parts_ != nullptr) stop(std::chrono::milliseconds{0});
}

Result<std::unique_ptr<Serving>> Serving::start(Setup setup, Clock const& clock) {
  auto templates = page_template::Templates::load(setup.web / "templates.json");
  if (!templates) return fail(templates);
  auto assets = pages::Assets::read(setup.web);
  if (!assets) return fail(assets);
  // All looks and refusals of this process go into the ledger through one queue, many in one commit.
  auto leaves = hub::GroupCommit::start(setup.hub, clock);
  if (!leaves) return fail(leaves);
  setup.hub.leaves = std::move(*leaves);
  auto const numbers = std::make_shared<hub::links::NumberBook>();
  setup.hub.bearers = [numbers](int agency, std::string const& number, std::int64_t run) { return numbers->bearers(agency, number, run); };
  auto parts = std::make_unique<Parts>(std::move(setup), clock, std::move(*templates), std::move(*assets));
  parts->build();
  // A hub that does not open is told now, and not by the first page.
  {
    auto first = parts->hubs->take();
    if (!first) return fail(first);
  }
  if (auto listening = parts->listen(); !listening) return fail(listening);
  // Where any free port was asked for, the origin is known only now, and nobody but us knows the port.
  if (parts->services->settings.origin.empty()) parts->set_origin(parts->server->port());
  auto* const begun = parts.get();
  parts->rounds = std::make_unique<Rounds>(Rounds::Tools{[begun] { return begun->open_hub(); }, clock, begun->setup.log, begun->setup.mail, begun->setup.drop,
                                                   ask_over_http(), numbers});
  return std::unique_ptr<Serving>{new Serving{std::move(parts)}};
}

std::uint16_t Serving::port() const { return parts_->server->port(); }
std::string const& Serving::origin() const { return parts_->services->settings.origin; }

bool Serving::stop(std::chrono::milliseconds deadline) {
  if (parts_->server == nullptr) return true;
  parts_->rounds.reset();
  parts_->looks->end();
  bool const clean = parts_->server->stop(deadline);
  parts_->server.reset();
  parts_->uploads.reset();
  parts_->looks.reset();
  return clean;
}

}  // namespace concordat::serve
