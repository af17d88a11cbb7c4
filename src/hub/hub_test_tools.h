// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: an open hub over the partnership of hub_test_files.h, on either store, with agreements
// signed by keys made on the spot.
//
// The reading process is `concordat-reader`, the signer is the program `concordat`, both as they were built.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreements/check.h"
#include "agreements/signature.h"
#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/agreements/change.h"
#include "hub/hub.h"
#include "hub/hub_test_files.h"
#include "hub/init.h"
#include "hub/processing_desk.h"
#include "hub/release/ledger_desk.h"
#include "hub/release/release.h"
#include "hub/supply/submit.h"
#include "ledger/leaf.h"
#include "support/on_both_stores.h"

namespace concordat::hub {

/// Opens what is sealed, for tests only.
class TestDesk {
 public:
  [[nodiscard]] static Processing open() { return ProcessingDesk::open(); }
};

}  // namespace concordat::hub

namespace concordat::hub::proving {

namespace fs = std::filesystem;

inline std::string program() { return std::string{CONCORDAT_BINARY_DIR} + "/concordat"; }
inline fs::path shipped_definitions() { return fs::path{CONCORDAT_SOURCE_DIR} / "definitions"; }

template <class T>
std::string code_of(Result<T> const& result) {
  return result ? "fine" : std::string{result.error().code.view()};
}
template <class T>
std::string code_of(tl::expected<T, SubmitFailure> const& result) {
  return result ? "fine" : std::string{result.error().problem.code.view()};
}
template <class T>
std::string code_of(tl::expected<T, AgreementFailure> const& result) {
  return result ? "fine" : std::string{result.error().problem.code.view()};
}
template <class T>
std::string code_of(tl::expected<T, InitFailure> const& result) {
  return result ? "fine" : std::string{result.error().problem.code.view()};
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

inline intake::FileDescriptor file_of(std::string_view bytes) {
  intake::FileDescriptor file{::memfd_create("test", MFD_CLOEXEC)};
  EXPECT_EQ(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

inline void put(fs::path const& path, std::string_view bytes) {
  auto const written = write_file(path, bytes, {.durable = false});
  ASSERT_TRUE(written) << path;
}

inline std::string get(fs::path const& path) {
  auto const text = read_file(path, std::uint64_t{1} << 30);
  EXPECT_TRUE(text) << path;
  return text.value_or(std::string{});
}

inline GateRequest csp_request(std::string table = "violence-by-area") {
  return {std::move(table), "northshire-csp", "anna", "analyst", "violence-hotspot-analysis"};
}

class HubTest : public test_support::OnBothStores {
 protected:
  void SetUp() override {
    OnBothStores::SetUp();
    if (IsSkipped()) return;
    clock_.set(*parse_instant("2026-11-21T10:00:00Z"));
    make_definitions();
    put(folder() / "areas.geojson", areas_geojson());
    put(folder() / "population.csv", "code,residents\nA1,1000\nA2,2000\nA3,1500\nA4,500\n");
    put(folder() / "partnership.yaml", partnership());
    fs::create_directory(folder() / "public");
    for (auto const* agency : {"northshire-csp", "northshire-police", "northshire-general-ed", "northshire-school"}) {
      auto key = crypto::SigningKey::generate(chance_);
      put(folder() / "public" / (std::string{agency} + ".pub"),
          fmt::format("{} {}\n", agency, crypto::to_base64(key.public_key())));
      signing_keys_.emplace(agency, std::move(key));
    }
    auto const made = init();
    ASSERT_EQ(code_of(made), "fine");
    open_it();
  }

  /// The partnership file that a suite begins with.
  [[nodiscard]] virtual std::string partnership() const { return std::string{partnership_yaml}; }

  void make_definitions() {
    auto const folder_of_them = folder() / "definitions";
    fs::create_directories(folder_of_them / "profiles");
    for (auto const& entry : fs::directory_iterator{shipped_definitions()}) {
      if (entry.path().filename() != "profiles") fs::create_symlink(entry.path(), folder_of_them / entry.path().filename());
    }
    for (auto const& entry : fs::directory_iterator{shipped_definitions() / "profiles"}) {
      fs::create_symlink(entry.path(), folder_of_them / "profiles" / entry.path().filename());
    }
    put(folder_of_them / "profiles" / "ed-placed.yaml", ed_placed_profile);
  }

  [[nodiscard]] HubOptions options() const {
    HubOptions options;
    options.database = is_sqlite() ? "sqlite:" + url().target() : url().target();
    options.keys = folder() / "keys";
    options.definitions = folder() / "definitions";
    options.reader = {program() + "-reader"};
    options.signer = {program(), "signer"};
    return options;
  }
  [[nodiscard]] Shelf shelf() const {
    auto loaded = load_shelf(folder() / "definitions");
    if (!loaded) {
      for (auto const& finding : loaded.error()) ADD_FAILURE() << sentence(finding);
      std::abort();  // nothing of what follows would mean anything
    }
    return std::move(*loaded);
  }
  [[nodiscard]] tl::expected<InitReport, InitFailure> init() { return init(options()); }
  /// Closes the hub first: it would go on with what it read before.
  [[nodiscard]] tl::expected<InitReport, InitFailure> init(HubOptions const& with) {
    hub_.reset();
    auto parsed = read_partnership((folder() / "partnership.yaml").string(), {});
    for (auto const& finding : parsed.findings) ADD_FAILURE() << sentence(finding);
    auto const keys = read_agency_keys(folder() / "public");
    return initialise(with, shelf(), {parsed.file, keys ? *keys : AgencyKeys{}}, clock_, chance_);
  }
  void open_it() { open_it(options()); }
  void open_it(HubOptions const& with) {
    hub_.reset();
    auto opened = Hub::open(with, shelf(), clock_, chance_);
    ASSERT_EQ(code_of(opened), "fine");
    hub_ = std::move(*opened);
  }
  [[nodiscard]] Hub& hub() { return *hub_; }

  [[nodiscard]] tl::expected<Tally, SubmitFailure> submit(std::string const& feed, std::string_view text) {
    return submit_file(hub(), {.feed = feed, .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "a file.csv"},
                       file_of(text), {});
  }
  /// For preparing a test: the file must go in.
  void take_in(std::string const& feed, std::string_view text) {
    auto const tally = submit(feed, text);
    ASSERT_EQ(code_of(tally), "fine");
  }
  /// Both sources, the whole third quarter: many in the first area, few in the second, none in the fourth.
  void take_in_a_quarter() {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
    }
  }

  /// Signs for each of these agencies; none named: for all that are parties.
  [[nodiscard]] tl::expected<AddedAgreement, AgreementFailure> add(std::string const& text,
                                                                   std::vector<std::string> signers = {}) {
    auto const file = (folder() / fmt::format("agreement{}.yaml", ++agreements_)).string();
    put(file, text);
    auto const loaded = agreements::load(text, file, hub().vocabulary(), clock_.today());
    if (loaded.agreement) {
      if (signers.empty()) {
        for (auto const& party : loaded.agreement->parties) signers.push_back(party.agency.text);
      }
      agreements::Sidecar sidecar;
      for (auto const& agency : signers) {
        auto made = agreements::sign(*loaded.agreement, std::move(sidecar), {agency, "information-governance-lead", clock_.now()},
                                     signing_keys_.at(agency));
        EXPECT_TRUE(made) << agency;
        if (made) sidecar = std::move(*made);
      }
      put(agreements::sidecar_name(file), agreements::write_sidecar(sidecar));
    }
    return add_agreement(hub(), file);
  }
  void bring_into_force(std::string const& text) {
    auto const added = add(text);
    EXPECT_EQ(code_of(added), "fine");
    if (!added) {
      for (auto const& finding : added.error().findings) ADD_FAILURE() << sentence(finding);
      return;
    }
    if (added->state == LifeState::signed_by_all) activate(added->reference);
  }
  /// By leads of its parties, until two of them suffice.
  void activate(std::string const& reference) {
    auto const held = held_agreements(hub(), hub().database(), clock_.today());
    ASSERT_EQ(code_of(held), "fine");
    auto const leads = leads_of(hub(), held->find(reference)->agreement);
    ASSERT_EQ(code_of(leads), "fine");
    for (auto const& lead : *leads) {
      auto const changed = change_agreement(hub(), reference, AgreementChange::activate, lead.member);
      // A second lead of the same agency is not asked for where another party has one.
      if (!changed) ASSERT_EQ(code_of(changed), "agreement.needs-second-person") << lead.member;
      else if (changed->state == LifeState::active) return;
    }
    ADD_FAILURE() << reference << " has not two leads who could activate it";
  }
  /// The police's and the department's figures to the partnership's analysts.
  void agree_on_figures() {
    bring_into_force(agreement_text({}));
    bring_into_force(agreement_text(ed_terms()));
  }

  /// The codes of the refusal, "permit", or the code of the problem.
  [[nodiscard]] std::string ask(GateRequest const& request) {
    auto transaction = store::Transaction::write(hub().database());
    if (!transaction) return code_of(transaction);
    Gate gate{hub(), *transaction};
    auto const answer = gate.ask(request);
    if (!answer) return code_of(answer);
    if (*answer) return "permit";
    std::set<std::string> codes;
    for (auto const& reason : answer->error().reasons) {
      codes.insert(reason.code + " " + reason.reason);
      EXPECT_FALSE(reason.why.empty() || reason.remedy.empty()) << reason.code;
    }
    return fmt::format("{}", fmt::join(codes, ", "));
  }

  [[nodiscard]] Release release_of(GateRequest const& request, std::string const& quarter = {}) {
    auto answer = release(hub(), {request, quarter});
    EXPECT_EQ(code_of(answer), "fine");
    if (!answer || !std::holds_alternative<Release>(*answer)) {
      if (answer) {
        for (auto const& reason : std::get<Refusal>(*answer).reasons) ADD_FAILURE() << reason.code << ' ' << reason.why;
      }
      std::abort();  // nothing of what follows would mean anything
    }
    return std::get<Release>(std::move(*answer));
  }
  [[nodiscard]] static std::string content_of(Release const& release, std::string_view name) {
    for (auto const& file : release.files()) {
      if (file.name == name) return file.content;
    }
    ADD_FAILURE() << "no file " << name;
    return {};
  }

  [[nodiscard]] std::int64_t number_of(store::Sql sql) { return hub().database().query_integer(sql)->value_or(-1); }
  [[nodiscard]] std::vector<ledger::Leaf> leaves() {
    std::vector<ledger::Leaf> all;
    auto const size = hub().log().size().value_or(0);
    for (std::uint64_t i = 0; i < size; ++i) {
      auto const leaf = ledger::read_leaf(*hub().log().entry(i));
      EXPECT_TRUE(leaf);
      if (leaf) all.push_back(*leaf);
    }
    return all;
  }
  /// One account that signs in as both posts: whoever holds them is one person.
  void one_account(std::string const& one, std::string const& other) {
    auto& database = hub().database();
    ASSERT_EQ(code_of(database.execute("INSERT INTO account (id, agency, login, state, demo, code_step, failed, created_at, renewed_on) VALUES "
                                       "('01a20069-0000-7000-8000-000000000001', 'northshire-csp', 'both', 'active', 0, 0, 0, '2026-11-21T10:00:00.000Z', '2026-11-21')")),
              "fine");
    for (auto const& post : {one, other}) {
      ASSERT_EQ(code_of(database.execute("INSERT INTO account_member (account, member) VALUES ('01a20069-0000-7000-8000-000000000001', ?)", post)), "fine");
    }
  }
  /// What the hub's tables say otherwise than a ledger that is whole.
  [[nodiscard]] std::vector<StateDifference> differences() {
    auto const look = look_at_ledger(hub());
    EXPECT_EQ(code_of(look), "fine");
    if (!look) return {};
    EXPECT_TRUE(look->report.intact()) << "of the ledger itself nothing was touched";
    EXPECT_EQ(look->intact(), look->differences.empty());
    return look->differences;
  }
  [[nodiscard]] std::string verdict_of_the_ledger() {
    auto const report = hub().log().verify();
    return report ? std::string{report->intact() ? "intact" : report->code.view()} : code_of(report);
  }

  SeededChance chance_{1};
  std::map<std::string, crypto::SigningKey, std::less<>> signing_keys_;
  std::unique_ptr<Hub> hub_;
  int agreements_ = 0;
};

}  // namespace concordat::hub::proving
