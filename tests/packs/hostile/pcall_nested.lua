-- expect: fault steps
-- Twenty pcalls round one loop.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f(n) if n == 0 then while true do end end return pcall(f, n - 1) end
    f(20)
    return parts { a = { true } }
  end,
}
