// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a made-up partnership of four square areas and four agencies, an open hub over it on
// either store, files written as strings, and agreements signed with keys made on the spot.
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
#include "hub/agreements_desk.h"
#include "hub/hub.h"
#include "hub/init.h"
#include "hub/release.h"
#include "hub/submit.h"
#include "intake/standardise/projection.h"
#include "ledger/leaf.h"
#include "support/on_both_stores.h"

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

// The release areas: four squares of 2 km, west to east.
constexpr double corner_easting = 450'000;
constexpr double corner_northing = 300'000;
constexpr double area_side = 2'000;

inline std::string areas_geojson(int count = 4) {
  auto projector = intake::Projector::make();
  std::string features;
  for (int i = 0; i < count; ++i) {
    std::string ring;
    double const west = corner_easting + i * area_side;
    for (auto const& [x, y] : {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}, {0.0, 0.0}}) {
      auto const degrees = projector->to_degrees({west + x * area_side, corner_northing + y * area_side});
      ring += fmt::format("{}[{:.9f},{:.9f}]", ring.empty() ? "" : ",", degrees->longitude, degrees->latitude);
    }
    features += fmt::format(
        R"({}{{"type":"Feature","properties":{{"code":"A{}","name":"Square {}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})",
        features.empty() ? "" : ",", i + 1, i + 1, ring);
  }
  return fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features);
}

constexpr std::string_view partnership_yaml = R"(partnership:
  format: concordat-partnership/1
  id: northshire
  name: Northshire Test Partnership
  synthetic: true
  release_area: {kind: lsoa, vintage: 2021}
  agencies:
    - {id: northshire-csp, kind: local-authority, name: "Northshire Community Safety Partnership"}
    - {id: northshire-police, kind: police, name: "Northshire Police"}
    - {id: northshire-general-ed, kind: nhs-provider, name: "Northshire General"}
    - {id: northshire-school, kind: school, name: "Northshire School"}
  members:
    - {id: anna, agency: northshire-csp, roles: [analyst], trained: [{course: information-handling, on: "2026-06-01"}]}
    - {id: bert, agency: northshire-police, roles: [analyst], trained: []}
    - {id: cleo, agency: northshire-general-ed, roles: [analyst], trained: []}
    - {id: dora, agency: northshire-school, roles: [analyst], trained: []}
    - {id: emil, agency: northshire-csp, roles: [mentor], trained: []}
    - {id: fritz, agency: northshire-csp, roles: [analyst], trained: []}
  feeds:
    - {id: police-incidents, agency: northshire-police, title: "Incidents", profile: police-incidents, every: P1M, due_within: P15D, first_period: "2026-01"}
    - {id: ed-istv, agency: northshire-general-ed, title: "Assaults", profile: ed-placed, every: P1M, due_within: P15D, first_period: "2026-01"}
    - {id: school-people, agency: northshire-school, title: "People", profile: person-list, every: P1M, due_within: P15D, first_period: "2026-07"}
  areas:
    - {kind: lsoa, vintage: 2021, title: "Squares", attribution: "Made up", files: [areas.geojson], code_property: code, name_property: name, population: {file: population.csv, code_column: code, count_column: residents}}
)";

/// The shipped profile of the emergency department has places in words only; this one has them as coordinates.
constexpr std::string_view ed_placed_profile = R"(format: concordat-profile/1
id: ed-placed
version: 1
title: "Emergency department assaults with coordinates"
feed_kind: ed_istv
suppliers: [nhs_provider]
columns:
  - {field: istv_reporting_period_start, headers: ["Period Start"]}
  - {field: istv_assault_at, headers: ["Assault At"]}
  - {field: istv_assault_method, headers: ["Method"], code_lists: [synthetic_assault_method]}
  - {field: istv_location_type, headers: ["Location Type"], code_lists: [synthetic_assault_location_type]}
  - {field: istv_location_text, headers: ["Location"]}
  - {field: easting, headers: ["Easting"]}
  - {field: northing, headers: ["Northing"]}
needs: [istv_assault_at]
key: {fields: [], without: by_period, repeat: kept, clash: kept, later: supersedes}
time: {at: istv_assault_at}
place: {easting: easting, northing: northing, text: istv_location_text, type: istv_location_type}
category: {constant: violence, violence: [violence]}
method: istv_assault_method
period: {from: istv_reporting_period_start, grain: month, one_per_file: true}
future: refused
retention: P3Y
)";

constexpr std::string_view police_header =
    "Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,Location,Weapon\n";
constexpr std::string_view ed_header = "Period Start,Assault At,Method,Location Type,Location,Easting,Northing\n";
constexpr std::string_view people_header = "Record ID,Name,Date of Birth,Role,NHS Number,Notes\n";

/// Day 2 to 28 of `month` ("2026-07"), around the middle of area `area` (0 to 3).
inline std::string police_row(std::string_view reference, std::string_view month, int number, int area) {
  return fmt::format("{},{:02}/{}/{},{:02}:15,Common assault,{},{},High Street,none\n", reference, 2 + number % 27,
                     month.substr(5), month.substr(0, 4), number % 24,
                     static_cast<int>(corner_easting + area * area_side + 1000 + number % 7 * 20),
                     static_cast<int>(corner_northing + 1000 + number % 5 * 20));
}

/// `count` assaults in each area of the list.
inline std::string police_month(std::string_view month, std::vector<int> const& count_by_area) {
  std::string text{police_header};
  int number = 0;
  for (std::size_t area = 0; area < count_by_area.size(); ++area) {
    for (int i = 0; i < count_by_area[area]; ++i, ++number) {
      text += police_row(fmt::format("{}/{}", month, number), month, number, static_cast<int>(area));
    }
  }
  return text;
}

struct EdRows {
  int area = 0;
  int count = 0;
  std::string_view type = "L1";  ///< street
};
inline std::string ed_month(std::string_view month, std::vector<EdRows> const& all) {
  std::string text{ed_header};
  int number = 0;
  for (auto const& rows : all) {
    for (int i = 0; i < rows.count; ++i, ++number) {
      text += fmt::format("{}-01,{}-{:02} {:02}:30,S1,{},by the bridge,{},{}\n", month, month, 2 + number % 27, number % 24,
                          rows.type, static_cast<int>(corner_easting + rows.area * area_side + 1000 + number % 6 * 20),
                          static_cast<int>(corner_northing + 1000 + number % 4 * 20));
    }
  }
  return text;
}

/// What an agreement of these tests says; the defaults permit every figure of the police to the partnership.
struct Terms {
  std::string id = "isa.northshire.police";
  int version = 1;
  std::string from = "2026-01-01";
  std::string until = "2027-12-31";
  std::string discloser = "northshire-police";
  std::string discloser_kind = "police";
  std::string recipient = "northshire-csp";
  std::string recipient_kind = "local-authority";
  std::string role = "analyst";
  std::string purpose = "violence-hotspot-analysis";
  std::vector<std::string> fields = {"police.count_by_area_quarter", "police.count_by_weekday_hour", "police.count_by_cell"};
  std::string conditions = "area: {incident_within: [northshire]}";
  std::string retention = "      retention: {keep_for: P3Y, from: received, then: delete}\n";
};

inline std::vector<std::string> counts_of(std::string const& prefix) {
  return {prefix + ".count_by_area_quarter", prefix + ".count_by_weekday_hour", prefix + ".count_by_cell"};
}

inline std::string agreement_text(Terms const& terms) {
  std::string items;
  for (auto const& field : terms.fields) items += fmt::format("        - {{field: {}, as: count}}\n", field);
  return fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: {}
  version: {}
  title: Figures
  summary: Figures for the partnership's picture.
  status: signed
  in_force: {{from: "{}", until: "{}"}}
  review_by: "{}"
  contact: {{agency: {}, role: information-governance-lead}}
  parties:
    - {{agency: {}, kind: {}, acts_as: [discloser]}}
    - {{agency: {}, kind: {}, acts_as: [recipient]}}
  purposes:
    - {{id: {}, because: "To find where violence happens"}}
  rules:
    - id: figures
      discloser: [{}]
      recipient: [{}]
      recipient_roles: [{}]
      purposes: [{}]
      gateway: not-personal-data
      form: aggregate
      items:
{}      conditions:
        {}
      disclosure_control: {{profile: counts, min_group: 5, on_fail: suppress}}
{}      onward: none
      why: The partnership plans by the pattern
)",
                     terms.id, terms.version, terms.from, terms.until, terms.from, terms.recipient, terms.discloser,
                     terms.discloser_kind, terms.recipient, terms.recipient_kind, terms.purpose, terms.discloser,
                     terms.recipient, terms.role, terms.purpose, items, terms.conditions, terms.retention);
}

inline Terms ed_terms() {
  Terms terms;
  terms.id = "isa.northshire.ed";
  terms.discloser = "northshire-general-ed";
  terms.discloser_kind = "nhs-provider";
  terms.fields = counts_of("istv");
  return terms;
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
    put(folder() / "partnership.yaml", partnership_yaml);
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
  /// Closes the hub first: there is one signer at a time.
  [[nodiscard]] tl::expected<InitReport, InitFailure> init(HubOptions const& with) {
    hub_.reset();
    auto parsed = read_partnership((folder() / "partnership.yaml").string(), {});
    for (auto const& finding : parsed.findings) ADD_FAILURE() << sentence(finding);
    auto const keys = read_agency_keys(folder() / "public");
    return initialise(with, shelf(), parsed.file, keys ? *keys : AgencyKeys{}, clock_, chance_);
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
    }
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
