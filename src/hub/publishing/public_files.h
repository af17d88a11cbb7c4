// SPDX-License-Identifier: Apache-2.0
// Inside the module: a public edition as files. Pure: from its content alone.
#pragma once

#include "hub/publishing/publishing.h"

namespace concordat::hub::publishing {

/// As `public_file`; `canonical` are the bytes of the content.
[[nodiscard]] Result<ReleaseFile> file_of(Publication const& publication, Json const& content, std::string const& canonical, std::string_view format);

}  // namespace concordat::hub::publishing
