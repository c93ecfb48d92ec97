-- Texts as plain tables { nl =, en = }, put together before they become L.

local languages = { "nl", "en" }
local texts = {}

-- Fills {name} in each language; a value may be a text itself.
function texts.fill(text, values)
  local out = {}
  for _, language in ipairs(languages) do
    out[language] = string.gsub(text[language], "{(%a+)}", function(name)
      local value = values[name]
      if type(value) == "table" then value = value[language] end
      if type(value) == "number" then value = math.tointeger(value) or value end
      return value ~= nil and tostring(value) or nil
    end)
  end
  return out
end

-- Sets texts one after the other, with `between` (a space if it is not given).
function texts.join(list, between)
  local out = {}
  for _, language in ipairs(languages) do
    local pieces = {}
    for i, text in ipairs(list) do pieces[i] = text[language] end
    out[language] = table.concat(pieces, between or " ")
  end
  return out
end

return texts
