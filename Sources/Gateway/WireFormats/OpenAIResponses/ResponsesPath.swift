// SPDX-License-Identifier: Apache-2.0

/// Where in a request of the responses format something stands; spelled only when somebody must be told.
enum ResponsesPath {
    case request
    case item(Int)
    /// A part of an item's list; `list` is the list's field.
    case part(item: Int, list: StaticString, Int)
    case tool(Int)
    /// A tool in a namespace.
    case member(tool: Int, Int)

    /// The path of the field `name` here.
    func spelled(_ name: String) -> String {
        let place =
            switch self {
            case .request: ""
            case .item(let item): "input[\(item)]"
            case .part(let item, let list, let part): "input[\(item)].\(list)[\(part)]"
            case .tool(let tool): "tools[\(tool)]"
            case .member(let tool, let member): "tools[\(tool)].tools[\(member)]"
            }
        if place.isEmpty || name.isEmpty { return place + name }
        return place + "." + name
    }
}
