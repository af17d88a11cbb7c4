// SPDX-License-Identifier: Apache-2.0
// Every standardiser by name, for the table in value.cpp and for callers that know at compile time which one
// they want. Each keeps the contract of value.h.
#pragma once

#include <string_view>

#include "intake/standardise/value.h"

namespace concordat::intake::standardise {

// words and numbers
void text(std::string_view raw, Context const& context, Value& out);
void free_text(std::string_view raw, Context const& context, Value& out);
void code(std::string_view raw, Context const& context, Value& out);
void role(std::string_view raw, Context const& context, Value& out);
void sex(std::string_view raw, Context const& context, Value& out);
void boolean(std::string_view raw, Context const& context, Value& out);
void integer(std::string_view raw, Context const& context, Value& out);
void decimal(std::string_view raw, Context const& context, Value& out);

// names
void name(std::string_view raw, Context const& context, Value& out);
void full_name(std::string_view raw, Context const& context, Value& out);

// dates and times
void date(std::string_view raw, Context const& context, Value& out);
void month(std::string_view raw, Context const& context, Value& out);
void time(std::string_view raw, Context const& context, Value& out);
void datetime(std::string_view raw, Context const& context, Value& out);

// places
void postcode(std::string_view raw, Context const& context, Value& out);
void outward_postcode(std::string_view raw, Context const& context, Value& out);
void address(std::string_view raw, Context const& context, Value& out);
void uprn(std::string_view raw, Context const& context, Value& out);
void gridref(std::string_view raw, Context const& context, Value& out);
void easting(std::string_view raw, Context const& context, Value& out);
void northing(std::string_view raw, Context const& context, Value& out);
void latitude(std::string_view raw, Context const& context, Value& out);
void longitude(std::string_view raw, Context const& context, Value& out);
void area_code(std::string_view raw, Context const& context, Value& out);

// contact
void phone(std::string_view raw, Context const& context, Value& out);
void email(std::string_view raw, Context const& context, Value& out);

// identifiers
void nhs_number(std::string_view raw, Context const& context, Value& out);
void upn(std::string_view raw, Context const& context, Value& out);
void uln(std::string_view raw, Context const& context, Value& out);
void nino(std::string_view raw, Context const& context, Value& out);
void school_urn(std::string_view raw, Context const& context, Value& out);
void pnc(std::string_view raw, Context const& context, Value& out);
void cro(std::string_view raw, Context const& context, Value& out);
void asn(std::string_view raw, Context const& context, Value& out);
void ptiurn(std::string_view raw, Context const& context, Value& out);
void noms(std::string_view raw, Context const& context, Value& out);
void crn(std::string_view raw, Context const& context, Value& out);

}  // namespace concordat::intake::standardise
