// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <unistd.h>

#include <fmt/format.h>

#include "cli/office.h"
#include "cli/config/serve_config.h"
#include "cli/verbs.h"
#include "hub/accounts/accounts.h"
#include "hub/agency_name.h"
#include "serve/serving.h"

namespace concordat::cli {
namespace {

constexpr std::chrono::seconds longest_stop{10};

/// What the file says, and what the command line says over it.
std::optional<ServeConfig> read_config(Arguments const& arguments, Exit& exit) {
  ServeConfig config;
  config.host = "127.0.0.1";
  config.port = 8080;
  config.threads = 2;
  config.workers = 4;
  if (!arguments.config.empty()) {
    auto parsed = read_serve_config_file(arguments.config);
    if (!parsed.config) {
      exit = complain(arguments, parsed.findings, "The server's file has errors; nothing starts until they are mended:");
      return std::nullopt;
    }
    config = std::move(*parsed.config);
  }
  if (!arguments.database.empty()) config.database = arguments.database;
  if (!arguments.keys.empty()) config.keys = arguments.keys;
  if (!arguments.key_database.empty()) config.key_database = arguments.key_database;
  if (!arguments.web.empty()) config.web = arguments.web;
  if (arguments.port >= 0) config.port = static_cast<std::uint16_t>(arguments.port);
  if (!config.database.empty()) return config;
  fmt::print(stderr, "Name the server's file with --config, or a database with --database.\n");
  exit = Exit::usage;
  return std::nullopt;
}

serve::Setup setup_of(ServeConfig const& config, Arguments const& arguments, hub::Shelf shelf) {
  serve::Setup setup{.hub = hub_options(arguments), .shelf = std::move(shelf), .web = config.web, .address = config.host, .port = config.port,
                     .origin = config.origin, .tls = {}, .threads = config.threads, .workers = config.workers, .version = CONCORDAT_VERSION, .drop = {}, .mail = {}, .log = {}};
  setup.hub.database = config.database;
  setup.hub.keys = config.keys;
  setup.hub.key_database = config.key_database;
  setup.web = web_folder(config.web);
  if (config.tls) setup.tls = serve::Setup::Tls{config.tls->certificate, config.tls->key};
  if (config.drop) setup.drop = serve::DropRound{{config.drop->folder, std::chrono::seconds{config.drop->settle}}, std::chrono::seconds{config.drop->every}};
  if (config.mail) setup.mail = hub::MailRoute{config.mail->from, config.mail->spool, config.mail->sendmail};
  if (!arguments.quiet) setup.log = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
  return setup;
}

struct SignInLink {
  std::string member;
  std::string agency;
  std::string address;
};

/// One link for each active member of a made-up partnership; refused for any other.
Result<std::vector<SignInLink>> make_links(serve::Serving const& serving, hub::Hub& hub) {
  std::vector<SignInLink> links;
  auto read = hub.database().query("SELECT id, agency FROM member WHERE active = 1 ORDER BY agency, id", [&](store::Row const& row) {
    links.push_back({row.string(0), hub::agency_name(hub, row.text(1)), {}});
  });
  if (!read) return fail(read);
  for (auto& one : links) {
    auto const link = hub::make_sign_in_link(hub, one.member);
    if (!link) return fail(link);
    one.address = fmt::format("{}/sign-in/link/{}", serving.origin(), link->expose());
  }
  return links;
}

void announce(serve::Serving const& serving, hub::Hub const& hub, std::vector<SignInLink> const& links, Arguments const& arguments) {
  if (arguments.json) {
    Json list{Json::Array{}};
    for (auto const& link : links) list.push(Json{}.set("member", link.member).set("agency", link.agency).set("link", link.address));
    print_json(Json{}.set("origin", serving.origin()).set("partnership", hub.partnership().name).set("links", std::move(list)));
  } else {
    print(fmt::format("{} is open at {}\n", hub.partnership().name, serving.origin()));
    if (!links.empty()) print("Links that sign in once, for this made-up partnership:\n");
    for (auto const& link : links) print(fmt::format("  {:<20} {}\n      {}\n", link.member, link.agency, link.address));
    print("Stop it with Ctrl-C.\n");
  }
  std::fflush(stdout);
}

void wait_for_end(sigset_t const& signals) {
  int which = 0;
  while (sigwait(&signals, &which) != 0) {
  }
}

}  // namespace

Exit run_serve(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const config = read_config(arguments, exit);
  if (!config) return exit;
  auto from_here = arguments;
  if (!config->definitions.empty()) from_here.definitions = config->definitions;
  auto shelf = open_shelf(from_here, exit);
  if (!shelf) return exit;
  auto const clock = make_clock(arguments);
  if (clock == nullptr) {
    fmt::print(stderr, "--now is no instant: write it as 2026-01-31T12:00:00Z.\n");
    return Exit::usage;
  }
  // Blocked before any thread begins, so that the end is waited for here and nowhere else.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto setup = setup_of(*config, from_here, std::move(*shelf));
  SystemChance chance;
  auto hub = hub::Hub::open(setup.hub, hub::Shelf{setup.shelf}, *clock, chance);
  if (!hub) return complain(arguments, hub.error());
  if (!arguments.now.empty() && !(*hub)->partnership().synthetic) {
    fmt::print(stderr, "--now is for synthetic partnerships only: a real hub goes by the machine's clock.\n");
    return Exit::refused;
  }
  auto serving = serve::Serving::start(std::move(setup), *clock);
  if (!serving) return complain(arguments, serving.error());
  std::vector<SignInLink> links;
  if (arguments.sign_in_links) {
    auto made = make_links(**serving, **hub);
    if (!made) return complain(arguments, made.error());
    links = std::move(*made);
  }
  announce(**serving, **hub, links, arguments);
  hub->reset();
  wait_for_end(signals);
  bool const clean = (*serving)->stop(longest_stop);
  if (!clean) fmt::print(stderr, "Some requests did not end in {} seconds and were cut off; nothing is half-done.\n", longest_stop.count());
  return Exit::ok;
}

}  // namespace concordat::cli
