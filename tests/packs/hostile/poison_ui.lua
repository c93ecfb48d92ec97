-- expect: ok score=1
-- So are ours.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local was = pcall(ui.text, "x")
    for k in pairs(ui) do ui[k] = nil end
    return parts { a = { was } }
  end,
}
