-- expect: fault
-- A million values from two megabytes, again and again.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local s = "[" .. ("0,"):rep(1000000) .. "0]"
    local keep = {}
    while true do keep[#keep + 1] = json.decode(s) end
  end,
}
