-- expect: any
-- Recursion through C, where Lua counts levels.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f() pcall(f) pcall(f) end
    f()
    return parts { a = { true } }
  end,
}
