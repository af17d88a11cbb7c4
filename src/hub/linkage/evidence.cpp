// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/evidence.h"

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/seal.h"

namespace concordat::hub::links {
namespace {

constexpr std::uint32_t evidence_key_version = 1;

/// Of both records: whoever has lost one has lost it.
Result<crypto::SymmetricKey> key_of(Hub& hub, store::RecordKeyRef const& left, store::RecordKeyRef const& right) {
  auto const one = hub.vault().key_beside(left, "linkage");
  if (!one) return fail(one);
  auto const other = hub.vault().key_beside(right, "linkage");
  if (!other) return fail(other);
  return crypto::SymmetricKey{crypto::hmac_sha256(*one, other->expose())};
}

std::string row_of(store::RecordKeyRef const& left, store::RecordKeyRef const& right) { return fmt::format("{}-{}", left.record, right.record); }

Agreement agreement_named(std::string_view name) {
  for (auto const one : {Agreement::agrees, Agreement::nearly, Agreement::differs}) {
    if (name_of(one).view() == name) return one;
  }
  return Agreement::unknown;
}

}  // namespace

FixedText name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::unknown: return "unknown";
    case Agreement::agrees: return "agrees";
    case Agreement::nearly: return "nearly";
    case Agreement::differs: return "differs";
  }
  return "unknown";
}

Json to_json(Evidence const& evidence) {
  Json levels{Json::Array{}};
  for (auto const& level : evidence.levels) {
    Json one;
    one.set("comparison", level.comparison).set("level", level.level).set("agreement", name_of(level.agreement).view());
    levels.push(one.set("weight", level.weight).set("frequency", level.frequency));
  }
  Json json;
  return json.set("prior", evidence.prior).set("household", evidence.household).set("levels", std::move(levels));
}

Evidence evidence_in(Json const& json) {
  Evidence evidence;
  evidence.prior = static_cast<int>(json["prior"].integer());
  evidence.household = static_cast<int>(json["household"].integer());
  for (auto const& one : json["levels"].array()) {
    evidence.levels.push_back({one["comparison"].string(), one["level"].string(), agreement_named(one["agreement"].string()),
                               static_cast<int>(one["weight"].integer()), static_cast<int>(one["frequency"].integer())});
  }
  return evidence;
}

Result<store::Bytes> seal_evidence(Hub& hub, store::RecordKeyRef const& left, store::RecordKeyRef const& right, Evidence const& evidence) {
  auto const key = key_of(hub, left, right);
  if (!key) return fail(key);
  auto const plain = to_json(evidence).canonical();
  auto const row = row_of(left, right);
  auto const sealed = crypto::seal(*key, crypto::bytes_of(plain), {"link_pair", "sealed", row, evidence_key_version}, hub.chance());
  auto const bytes = crypto::bytes_of(sealed);
  return store::Bytes{bytes.begin(), bytes.end()};
}

Result<Evidence> open_evidence(Hub& hub, store::RecordKeyRef const& left, store::RecordKeyRef const& right, store::Bytes const& sealed) {
  auto const key = key_of(hub, left, right);
  if (!key) return fail(key);
  auto const row = row_of(left, right);
  auto const plain = crypto::open(*key, crypto::text_of(sealed), {"link_pair", "sealed", row, evidence_key_version});
  if (!plain) return fail(plain);
  auto const json = Json::parse(*plain);
  if (!json) return fail(json);
  return evidence_in(*json);
}

}  // namespace concordat::hub::links
